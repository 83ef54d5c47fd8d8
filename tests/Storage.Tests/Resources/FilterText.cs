using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Tests.Shared;

namespace Scim.Storage.Tests.Resources;

/// <summary>Random filters of users: any attribute of the table with any operator and a value that some users have.</summary>
internal static class FilterText
{
    private static readonly string[] Operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

    private static readonly ScimAttribute[] Attributes = [.. ScimResourceTypes.User.Attributes.Where(attribute => attribute is { IsSchemas: false, Derived: false, Discarded: false })];

    public static string Next(Random random) => Tree(random, Attributes, depth: 3, inValuePath: false);

    private static string Tree(Random random, IReadOnlyList<ScimAttribute> attributes, int depth, bool inValuePath)
    {
        int kind = depth == 0 ? 3 : random.Next(7);
        return kind switch
        {
            0 => $"({Tree(random, attributes, depth - 1, inValuePath)} and {Tree(random, attributes, depth - 1, inValuePath)})",
            1 => $"({Tree(random, attributes, depth - 1, inValuePath)} or {Tree(random, attributes, depth - 1, inValuePath)})",
            2 => $"not ({Tree(random, attributes, depth - 1, inValuePath)})",
            _ => Leaf(random, attributes[random.Next(attributes.Count)], inValuePath),
        };
    }

    private static string Leaf(Random random, ScimAttribute attribute, bool inValuePath)
    {
        string name = inValuePath ? attribute.Name : attribute.Path;
        ScimAttribute[] subs = [.. attribute.SubAttributes.Where(sub => sub is { Derived: false, IsSchemas: false })];
        if (subs.Length > 0 && attribute.MultiValued && !inValuePath && random.Next(3) == 0) return $"{name}[{Tree(random, subs, 2, inValuePath: true)}]";
        if (subs.Length > 0 && random.Next(4) > 0) return Leaf(random, subs[random.Next(subs.Length)], inValuePath: false);
        if (random.Next(5) == 0) return $"{name} pr";
        return $"{name} {Operators[random.Next(Operators.Length)]} {Value(random, attribute)}";
    }

    private static string Value(Random random, ScimAttribute attribute) => attribute.Type switch
    {
        _ when random.Next(12) == 0 => "null",
        AttributeType.Boolean => random.Next(2) == 0 ? "true" : "false",
        AttributeType.DateTime => "\"2026-06-01T00:00:00Z\"",
        AttributeType.Integer or AttributeType.Decimal => $"{random.Next(-4, 4)}",
        _ => JsonSerializer.Serialize(ResourceGen.Words[random.Next(ResourceGen.Words.Length)]),
    };
}
