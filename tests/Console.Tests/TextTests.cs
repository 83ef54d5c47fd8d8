using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Scim.Console.Tests;

/// <summary>The texts of the pages can be translated: each of them has a name in the resource file, and none is written past it.</summary>
public sealed partial class TextTests
{
    private static readonly string Sources = Path.Combine(Path.GetDirectoryName(File())!, "..", "..", "src", "Console");

    private static readonly HashSet<string> Names =
        [.. XDocument.Load(Path.Combine(Sources, "Texts.resx")).Root!.Elements("data").Select(data => (string)data.Attribute("name")!)];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Sources, "*.*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(Sources, file))
        .Where(file => !file.StartsWith("obj", StringComparison.Ordinal) && !file.StartsWith("bin", StringComparison.Ordinal))];

    [Fact]
    public void Names_WithoutRegardToCase_AreDistinct() => // the build keeps only one of two
        Assert.Empty(Names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key));

    [Theory]
    [InlineData("de")]
    public void Language_HasEachTextWithItsPlaceholders(string language)
    {
        Dictionary<string, string> texts = XDocument.Load(Path.Combine(Sources, $"Texts.{language}.resx")).Root!.Elements("data")
            .ToDictionary(data => (string)data.Attribute("name")!, data => (string)data.Element("value")!, StringComparer.Ordinal);

        Assert.Equal(Names.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
        Assert.All(texts, text => Assert.NotEqual("", text.Value.Trim()));
        Assert.All(texts, text => Assert.Equal(Places(text.Key), Places(text.Value)));
    }

    // The page makes the names of these texts from the kinds, which the contract lists.
    [Fact]
    public async Task Kinds_OfWhatATenantsRemovalCounts_HaveTexts()
    {
        string contract = await System.IO.File.ReadAllTextAsync(
            Path.Combine(Sources, "..", "..", "protos", "scim", "common", "v1", "removal.proto"), TestContext.Current.CancellationToken);
        string list = contract.Split('\n').Single(line => line.Contains("// The kind:", StringComparison.Ordinal));
        string[] kinds = [.. Quoted().Matches(list).Select(match => match.Groups[1].Value)];

        Assert.Equal(["users", "groups", "memberships", "records"], kinds);
        Assert.Empty(kinds.Select(kind => $"{kind} removed").Except(Names));
    }

    private static IEnumerable<string> Places(string text) => Placeholder().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Text_OfAFile_HasAName(string file)
    {
        string source = await System.IO.File.ReadAllTextAsync(Path.Combine(Sources, file), TestContext.Current.CancellationToken);
        IEnumerable<string> texts = Localized().Matches(source).Select(match => match.Groups[1].Value);
        if (file.Contains("Pages", StringComparison.Ordinal) || file.Contains("Failure", StringComparison.Ordinal))
        {
            // Sentences that reach a page through a variable.
            texts = texts.Concat(Sentence().Matches(source).Select(match => match.Groups[1].Value).Where(text => !text.StartsWith("Join(", StringComparison.Ordinal) && !text.StartsWith("Switch(", StringComparison.Ordinal)));
        }

        Assert.Empty(texts.Select(text => text.Replace("\\\"", "\"", StringComparison.Ordinal)).Except(Names));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Markup_OfAFile_HoldsNoTextOfItsOwn(string file)
    {
        if (!file.EndsWith(".razor", StringComparison.Ordinal)) return;
        string source = await System.IO.File.ReadAllTextAsync(Path.Combine(Sources, file), TestContext.Current.CancellationToken);
        string markup = source.Split("@code")[0];

        Assert.DoesNotContain(Written().Matches(markup).Select(match => match.Groups[1].Value), text => !text.Contains("Scim.Micro", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"([a-z]+)\"")]
    private static partial Regex Quoted();

    private static string File([CallerFilePath] string file = "") => file;

    [GeneratedRegex("""(?:\bT|\bWords)\["((?:[^"\\]|\\.)*)"[\],]""")]
    private static partial Regex Localized();

    [GeneratedRegex(@"""([A-Z](?:[^""\\{}<>=]|\\.)* (?:[^""\\{}<>=]|\\.)*)""")]
    private static partial Regex Sentence();

    // A tag's end, then words that are no expression, then another tag.
    [GeneratedRegex(@"<(?:p|h1|h2|th|dt|li|button|label|a|span|strong|summary|option)(?: [^<>]*)?>\s*([A-Z][A-Za-z ,.]+)</")]
    private static partial Regex Written();
}
