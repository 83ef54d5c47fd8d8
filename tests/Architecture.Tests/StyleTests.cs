using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scim.Architecture.Tests;

/// <summary>House style that a compiler does not check; CONTRIBUTING.md explains the rules.</summary>
public sealed class StyleTests
{
    private const int FileLines = 300;
    private const int MethodLines = 45;
    private const int ProgramLines = 20;

    private static readonly string[] BannedFolders = ["Helpers", "Utils", "Utilities", "Common", "Misc", "Managers"];
    private static readonly string[] BannedSuffixes = ["Helper", "Helpers", "Utils", "Util", "Manager"];

    [Fact]
    public void Files_OfSource_AreAtMost300Lines()
    {
        Assert.Empty(Source().Where(file => file.Lines > FileLines).Select(file => $"{file.Path}: {file.Lines}"));
    }

    [Fact]
    public void Methods_OfSource_FitAScreen()
    {
        IEnumerable<string> tooLong = Source().SelectMany(file => file.Tree.GetRoot().DescendantNodes()
            .OfType<BaseMethodDeclarationSyntax>()
            .Select(method => (method, lines: CodeLines(method)))
            .Where(item => item.lines > MethodLines)
            .Select(item => $"{file.Path}: {Name(item.method)} {item.lines}"));

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Files_OfSource_AreNamedAfterTheirType()
    {
        IEnumerable<string> misnamed = Source()
            .Where(file => Types(file.Tree).Any())
            .Where(file => !Types(file.Tree).Contains(Path.GetFileName(file.Path).Split('.')[0]))
            .Select(file => file.Path);

        Assert.Empty(misnamed);
    }

    [Fact]
    public void Programs_ReadAsAList()
    {
        Assert.Empty(Source()
            .Where(file => Path.GetFileName(file.Path) == "Program.cs" && file.Lines > ProgramLines)
            .Select(file => file.Path));
    }

    [Fact]
    public void Folders_AreFeatures()
    {
        Assert.DoesNotContain(
            Source().Select(file => file.Path),
            path => path.Split('/').SkipLast(1).Intersect(BannedFolders).Any());
        Assert.DoesNotContain(
            Source().SelectMany(file => Types(file.Tree)),
            type => BannedSuffixes.Any(suffix => type.EndsWith(suffix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Code_LeavesNothingForLater()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception"];
        IEnumerable<string> left = Repository.CodeFiles("src").Concat(Repository.CodeFiles("tests"))
            .Where(file => marks.Any(mark => File.ReadAllText(file).Contains(mark, StringComparison.Ordinal)))
            .Select(Repository.Relative);

        Assert.Empty(left);
    }

    private static IEnumerable<(string Path, int Lines, SyntaxTree Tree)> Source() =>
        Repository.CodeFiles("src").Select(file =>
        {
            string text = File.ReadAllText(file);
            return (Repository.Relative(file), text.Split('\n').Length - 1, CSharpSyntaxTree.ParseText(text));
        });

    private static IEnumerable<string> Types(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Select(type => type.Identifier.Text)
            .Concat(tree.GetRoot().DescendantNodes().OfType<DelegateDeclarationSyntax>().Select(type => type.Identifier.Text));

    private static int CodeLines(SyntaxNode method) =>
        method.ToString().Split('\n')
            .Select(line => line.Trim())
            .Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));

    private static string Name(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => method.Kind().ToString(),
    };
}
