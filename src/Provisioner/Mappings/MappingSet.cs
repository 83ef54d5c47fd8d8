using System.Text;
using System.Text.Json;

namespace Scim.Provisioning.Mappings;

/// <summary>The mappings of users and groups, from a file or the default, which is the table of what the product promises.</summary>
internal sealed class MappingSet
{
    private MappingSet(ObjectMapping users, ObjectMapping groups, string text)
    {
        Users = users;
        Groups = groups;
        Text = text;
    }

    public ObjectMapping Users { get; }

    public ObjectMapping Groups { get; }

    /// <summary>What the mapping was read from; another text means a full cycle.</summary>
    public string Text { get; }

    /// <summary>Reads a mapping file, or the default mapping where there is none.</summary>
    public static async Task<MappingSet> ReadAsync(string? path, WhenNull clearing, CancellationToken cancellationToken)
    {
        if (path is null) return Default(clearing);
        if (!File.Exists(path)) throw ProvisioningException.InvalidInput($"There is no mapping file '{path}'.");

        try
        {
            return Parse(await File.ReadAllTextAsync(path, cancellationToken), clearing);
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            throw ProvisioningException.InvalidInput($"'{path}' is not a mapping: {problem.Message}", problem);
        }
    }

    public static MappingSet Default(WhenNull clearing) => Parse(DefaultText(), clearing);

    /// <summary>Reads a mapping; a <see cref="FormatException"/> or <see cref="JsonException"/> names the line that is wrong.</summary>
    public static MappingSet Parse(string text, WhenNull clearing)
    {
        MappingDocument own = JsonSerializer.Deserialize(text, MappingJson.Default.MappingDocument)
            ?? throw new FormatException("the file is empty.");
        MappingDocument standard = JsonSerializer.Deserialize(DefaultText(), MappingJson.Default.MappingDocument)!;
        return new MappingSet(
            Build(own.Users ?? standard.Users!, "users", clearing),
            Build(own.Groups ?? standard.Groups!, "groups", clearing),
            $"{clearing}\n{text}");
    }

    private static ObjectMapping Build(IReadOnlyList<MappingLine> lines, string part, WhenNull clearing)
    {
        var attributes = new List<AttributeMapping>();
        ReferenceMapping? reference = null;
        for (int i = 0; i < lines.Count; i++)
        {
            string place = $"{part}[{i}] ({lines[i].Target})";
            if (lines[i].Reference)
            {
                if (reference is not null) throw new FormatException($"{place}: there is a reference already.");
                reference = new ReferenceMapping(Reference(lines[i], part, place));
            }
            else
            {
                attributes.Add(Attribute(lines[i], place, clearing));
            }
        }

        string[] twice = [.. attributes.GroupBy(mapping => mapping.Target.Text, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).Select(group => group.Key)];
        if (twice.Length > 0) throw new FormatException($"{part}: {twice[0]} is mapped twice.");
        var mapping = new ObjectMapping(attributes, reference);
        return mapping.Matching.Count > 0 ? mapping : throw new FormatException($"{part}: no attribute has a matching precedence.");
    }

    private static TargetAttribute Reference(MappingLine line, string part, string place)
    {
        TargetAttribute target = TargetAttribute.Parse(line.Target);
        string expected = part == "users" ? "manager" : "members";
        return string.Equals(target.Attribute, expected, StringComparison.OrdinalIgnoreCase) && !target.IsFiltered
            ? target
            : throw new FormatException($"{place}: only '{expected}' is a reference.");
    }

    private static AttributeMapping Attribute(MappingLine line, string place, WhenNull clearing)
    {
        try
        {
            MappingExpression value = (line.Source, line.Expression, line.Constant) switch
            {
                ({ } source, null, null) => new AttributeExpression(source),
                (null, { } expression, null) => ExpressionParser.Parse(expression),
                (null, null, { } constant) => new LiteralExpression(constant),
                _ => throw new FormatException("exactly one of source, expression and constant is needed."),
            };
            return new AttributeMapping(
                TargetAttribute.Parse(line.Target, line.Type), value, line.Default, line.Apply, line.WhenNull ?? clearing, line.Match);
        }
        catch (FormatException problem)
        {
            throw new FormatException($"{place}: {problem.Message}", problem);
        }
    }

    private static string DefaultText()
    {
        using Stream stream = typeof(MappingSet).Assembly.GetManifestResourceStream("default-mapping.json")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
