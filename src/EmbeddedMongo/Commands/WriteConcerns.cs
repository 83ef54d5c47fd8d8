using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Wire;

namespace Scim.EmbeddedMongo.Commands;

/// <summary>
/// Every acknowledged write is durable on the one member there is, so w: 0, 1, "majority" and j are always met; others
/// are reported as the server does, after the write.
/// </summary>
internal static class WriteConcerns
{
    public static void Report(BsonDocument body, ReplyBuffer reply)
    {
        if (!body.TryGetValue("writeConcern", out BsonValue value) || value is not BsonDocument concern) return;
        BsonValue w = concern.GetValue("w", 1);
        if (w == "majority" || (w.IsNumeric && NumberCast.Clamped(w) <= 1)) return;

        bool named = w.IsString;
        reply.Write("writeConcernError", new BsonDocument
        {
            { "code", named ? 79 : 100 },
            { "codeName", named ? "UnknownReplWriteConcern" : "UnsatisfiableWriteConcern" },
            { "errmsg", named ? $"No write concern mode named '{w}' found in replica set configuration" : "Not enough data-bearing nodes" },
            { "errInfo", new BsonDocument("writeConcern", new BsonDocument { { "w", w }, { "wtimeout", concern.GetValue("wtimeout", 0) }, { "provenance", "clientSupplied" } }) },
        });
    }
}
