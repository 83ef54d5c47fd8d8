using System.Text;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>The rules for names of databases and collections.</summary>
internal static class CollectionNames
{
    private const int MaxNamespaceBytes = 255;
    private static readonly System.Buffers.SearchValues<char> NotInDatabases = System.Buffers.SearchValues.Create("/\\. \"$\0");

    public static string Read(BsonElement first, string database) => first.Value switch
    {
        BsonString name => Checked(database, name.Value),
        BsonSymbol name => Checked(database, name.Name),
        _ => throw CommandException.BadValue($"collection name has invalid type {first.Value.BsonType}"),
    };

    public static string Checked(string database, string name)
    {
        if (name.Length == 0 || name[0] == '.' || name.Contains('$') || name.Contains('\0')) throw Invalid($"{database}.{name}");
        return name;
    }

    /// <summary>What creating a collection demands beyond using one.</summary>
    public static void RequireCreatable(string database, string name)
    {
        if (Encoding.UTF8.GetByteCount(database) + 1 + Encoding.UTF8.GetByteCount(name) > MaxNamespaceBytes) throw Invalid($"{database}.{name}");
        if (name.StartsWith("system.", StringComparison.Ordinal)) throw Invalid($"{database}.{name}");
    }

    public static void CheckDatabase(string name)
    {
        if (name.Length is 0 or > 63 || name.AsSpan().IndexOfAny(NotInDatabases) >= 0) throw Invalid(name);
    }

    private static CommandException Invalid(string name) => new(73, "InvalidNamespace", $"Invalid namespace specified '{name}'");
}
