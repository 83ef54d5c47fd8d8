using System.Globalization;
using System.Text.RegularExpressions;

namespace Scim.Provisioning.Mappings;

/// <summary>The subset of Entra's expression functions that is offered; <c>docs/provisioner.md</c> describes each.</summary>
internal static class MappingFunctions
{
    private const int Unbounded = 100;

    // A pattern comes from a file: it must not be able to hold a cycle up.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, MappingFunction> Known = new MappingFunction[]
    {
        new("Append", 2, 2, (args, source) => args[0].Text(source) is { } text ? text + args[1].Text(source) : null),
        new("Coalesce", 1, Unbounded, (args, source) => args.Select(arg => arg.Evaluate(source)).FirstOrDefault(IsAssigned)),
        new("IIF", 3, 3, (args, source) => IsTrue(args[0].Evaluate(source)) ? args[1].Evaluate(source) : args[2].Evaluate(source)),
        new("IsNull", 1, 1, (args, source) => args[0].Evaluate(source) is null),
        new("IsNullOrEmpty", 1, 1, (args, source) => !IsAssigned(args[0].Evaluate(source))),
        new("IsPresent", 1, 1, (args, source) => IsAssigned(args[0].Evaluate(source))),
        new("Join", 2, Unbounded, Join),
        new("Left", 2, 2, (args, source) => Slice(args[0].Text(source), 0, Number(args[1], source))),
        new("Mid", 3, 3, (args, source) => Slice(args[0].Text(source), Number(args[1], source) - 1, Number(args[2], source))),
        new("Not", 1, 1, (args, source) => !IsTrue(args[0].Evaluate(source))),
        new("Replace", 3, 7, Replace),
        new("StripSpaces", 1, 1, (args, source) => args[0].Text(source)?.Replace(" ", "", StringComparison.Ordinal)),
        new("Switch", 2, Unbounded, Switch),
        new("ToLower", 1, 2, (args, source) => args[0].Text(source)?.ToLowerInvariant()),
        new("ToUpper", 1, 2, (args, source) => args[0].Text(source)?.ToUpperInvariant()),
        new("Trim", 1, 1, (args, source) => args[0].Text(source)?.Trim()),
    }.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Known.Keys;

    public static MappingFunction? Find(string name) => Known.GetValueOrDefault(name);

    private static bool IsAssigned(object? value) => value is not (null or "" or string[] { Length: 0 });

    private static bool IsTrue(object? value) =>
        value is true || (value is string text && string.Equals(text, "true", StringComparison.OrdinalIgnoreCase));

    // Join(separator, a, b, …): unassigned and empty values leave no separator behind; a multi-valued one joins its values.
    private static string? Join(IReadOnlyList<MappingExpression> args, SourceValues source)
    {
        IEnumerable<string> parts = args.Skip(1)
            .Select(arg => arg.Evaluate(source))
            .SelectMany(value => value is string[] list ? list : [MappingExpression.AsText(value) ?? ""])
            .Where(part => part.Length > 0);
        string joined = string.Join(args[0].Text(source) ?? "", parts);
        return joined.Length > 0 ? joined : null;
    }

    // Switch(source, default, key1, value1, …): keys are compared with case ignored, as Entra does.
    private static object? Switch(IReadOnlyList<MappingExpression> args, SourceValues source)
    {
        string? value = args[0].Text(source);
        for (int i = 2; i + 1 < args.Count; i += 2)
        {
            if (string.Equals(args[i].Text(source), value, StringComparison.OrdinalIgnoreCase)) return args[i + 1].Evaluate(source);
        }

        return args[1].Evaluate(source);
    }

    // Replace(source, find, regexPattern, regexGroupName, replacementValue, replacementAttribute, template). With find:
    // every occurrence becomes the replacement, or the whole becomes the template with the source's value in it.
    // With regexPattern: the match, or only its group, becomes the replacement.
    private static string? Replace(IReadOnlyList<MappingExpression> args, SourceValues source)
    {
        string? Argument(int index) => index < args.Count ? args[index].Text(source) : null;
        if (Argument(0) is not { } text) return null;

        string? find = Argument(1), pattern = Argument(2), group = Argument(3), template = Argument(6);
        string replacement = Argument(4) ?? Argument(5) ?? "";
        if (!string.IsNullOrEmpty(pattern))
        {
            return Regex.Replace(text, pattern, match => InMatch(match, group, replacement), RegexOptions.CultureInvariant, MatchTimeout);
        }

        if (string.IsNullOrEmpty(find)) return text;
        if (template is not null) return template.Replace(find, text, StringComparison.Ordinal);
        return text.Replace(find, replacement, StringComparison.Ordinal);
    }

    private static string InMatch(Match match, string? group, string replacement)
    {
        if (string.IsNullOrEmpty(group) || !match.Groups[group].Success) return replacement;
        Group part = match.Groups[group];
        int start = part.Index - match.Index;
        return string.Concat(match.Value.AsSpan(0, start), replacement, match.Value.AsSpan(start + part.Length));
    }

    private static string? Slice(string? text, int start, int length)
    {
        if (text is null) return null;
        int from = Math.Clamp(start, 0, text.Length);
        return text.Substring(from, Math.Clamp(length, 0, text.Length - from));
    }

    private static int Number(MappingExpression arg, SourceValues source) =>
        int.TryParse(arg.Text(source), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
