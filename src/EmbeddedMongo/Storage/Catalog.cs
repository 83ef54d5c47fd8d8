using System.Collections.Immutable;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>All collections at one moment. Immutable: a change makes another one, with the next version.</summary>
internal sealed record Catalog(long Version, ImmutableDictionary<(string Database, string Name), CollectionInfo> Collections)
{
    public static Catalog Empty { get; } = new(0, ImmutableDictionary<(string, string), CollectionInfo>.Empty);

    public CollectionInfo? Find(string database, string name) => Collections.GetValueOrDefault((database, name));

    public IEnumerable<CollectionInfo> In(string database) => Collections.Values
        .Where(collection => collection.Database == database)
        .OrderBy(collection => collection.Name, StringComparer.Ordinal);

    public IEnumerable<string> Databases => Collections.Values
        .Select(collection => collection.Database)
        .Distinct()
        .Order(StringComparer.Ordinal);

    public Catalog With(CollectionInfo collection) =>
        new(Version + 1, Collections.SetItem((collection.Database, collection.Name), collection));

    public Catalog Without(CollectionInfo collection) =>
        new(Version + 1, Collections.Remove((collection.Database, collection.Name)));
}
