using System.Globalization;
using System.Text.RegularExpressions;
using Scim.Protos.Common.V1;

namespace Scim.Conformance.Tests.Cases;

/// <summary>Reads a .case file; Data/README.md describes the format.</summary>
internal static partial class CaseParser
{
    private static readonly string[] Levels = ["MUST", "SHOULD", "MAY", "CLIENT"];

    /// <summary>Reads a case whose place says its suite, section and name: <c>rfc7644/3.4.2.4/count-of-zero.case</c>.</summary>
    /// <exception cref="FormatException">The file is not of the format.</exception>
    public static DataCase Parse(string place, string text)
    {
        string[] parts = Path.ChangeExtension(place, null).Split('/');
        string[][] blocks = [.. Blocks(text)];
        if (parts.Length != 3 || blocks.Length < 2) throw new FormatException($"{place}: a case is in suite/section/name.case and has a requirement and requests.");

        Match head = Requirement().Match(blocks[0][0]);
        if (!head.Success || !Levels.Contains(head.Groups[1].Value)) throw new FormatException($"{place}: the first line is LEVEL: sentence.");
        string[] settings = [.. blocks[0].Skip(1).Where(line => Setting().IsMatch(line))];
        string sentence = string.Join(' ', blocks[0].Skip(1).Except(settings).Prepend(head.Groups[2].Value));
        return new DataCase(parts[0], parts[1], parts[2], head.Groups[1].Value, sentence, [.. blocks.Skip(1).Select(block => Step(place, block))])
        {
            Deviation = Value(settings, "deviation") ?? "",
            Profile = Value(settings, "profile") is { } profile ? Enum.Parse<ClientProfile>(profile, ignoreCase: true) : ClientProfile.Generic,
        };
    }

    private static IEnumerable<string[]> Blocks(string text)
    {
        var block = new List<string>();
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd()).Append(""))
        {
            if (line.StartsWith('#')) continue;
            if (line.Length > 0)
            {
                block.Add(line);
            }
            else if (block.Count > 0)
            {
                yield return [.. block];
                block.Clear();
            }
        }
    }

    private static string? Value(string[] settings, string name) =>
        Array.Find(settings, line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();

    private static CaseStep Step(string place, string[] lines)
    {
        Match request = RequestLine().Match(lines[0]);
        int answer = Array.FindIndex(lines, line => line.StartsWith("=> ", StringComparison.Ordinal));
        if (!request.Success || answer < 0) throw new FormatException($"{place}: a request begins with METHOD path, and its answer with => status. It is: {lines[0]}");

        (List<(string, string)> headers, string? body) = Message(lines[1..answer]);
        (List<(string, string)> expectedHeaders, string? expectedBody) = Message(lines[(answer + 1)..]);
        return new CaseStep(
            request.Groups[1].Success ? int.Parse(request.Groups[1].Value, CultureInfo.InvariantCulture) : 1,
            request.Groups[2].Value,
            request.Groups[3].Value,
            headers,
            body,
            int.Parse(lines[answer][3..], CultureInfo.InvariantCulture),
            expectedHeaders,
            expectedBody);
    }

    private static (List<(string Name, string Value)> Headers, string? Body) Message(string[] lines)
    {
        var headers = new List<(string, string)>();
        int i = 0;
        for (; i < lines.Length && Header().Match(lines[i]) is { Success: true } header; i++) headers.Add((header.Groups[1].Value, header.Groups[2].Value));
        return (headers, i == lines.Length ? null : string.Join('\n', lines[i..]));
    }

    [GeneratedRegex(@"^([A-Z]+): (.+)$")]
    private static partial Regex Requirement();

    [GeneratedRegex(@"^(deviation|profile): ")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?:(\d+) \* )?([A-Z]+) (\S.*)$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9-]*):(?: (.*))?$")]
    private static partial Regex Header();
}
