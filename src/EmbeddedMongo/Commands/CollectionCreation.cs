using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Storage;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>Collections that come to be by a write.</summary>
internal static class CollectionCreation
{
    public static CollectionInfo Ensure(IWritableTables tables, string database, string name)
    {
        if (tables.Catalog.Find(database, name) is { } existing) return existing;
        RequireOneCase(tables.Catalog, database);
        CollectionNames.RequireCreatable(database, name);
        return tables.Ensure(database, name);
    }

    /// <summary>Databases whose names differ in case only are refused.</summary>
    public static void RequireOneCase(Catalog catalog, string database)
    {
        string? other = catalog.Databases.FirstOrDefault(name => name != database && string.Equals(name, database, StringComparison.OrdinalIgnoreCase));
        if (other is not null) throw new CommandException(13297, "DatabaseDifferCase", $"db already exists with different case already have: [{other}] trying to create [{database}]");
    }
}
