using MongoDB.Bson;

namespace Scim.EmbeddedMongo.Storage;

/// <summary>An index of a collection: what was asked for, and whether a document has given it several keys.</summary>
internal sealed record IndexInfo(int Id, BsonDocument Spec, bool MultiKey)
{
    public string Name => Spec["name"].AsString;

    public BsonDocument Key => Spec["key"].AsBsonDocument;

    public bool IsId => Name == "_id_";

    public bool Unique => IsId || Spec.GetValue("unique", false).ToBoolean();

    public BsonValue? ExpireAfterSeconds => Spec.GetValue("expireAfterSeconds", null!);

    public static BsonDocument IdSpec() => new() { { "v", 2 }, { "key", new BsonDocument("_id", 1) }, { "name", "_id_" } };
}
