using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Replays cases one after the other against a server, each from an empty database.</summary>
internal sealed class GoldenReplay(WireClient client)
{
    private const string Database = "golden";

    private static readonly JsonWriterSettings Canonical = new() { OutputMode = JsonOutputMode.RelaxedExtendedJson };

    public async Task<GoldenResult> RunAsync(GoldenCase golden, CancellationToken cancellationToken)
    {
        await ClearAsync(golden.IsFresh, cancellationToken);
        var sessions = new Dictionary<string, BsonDocument>();
        var open = new Dictionary<string, BsonDocument>();
        try
        {
            return await ReplayAsync(golden, sessions, open, cancellationToken);
        }
        catch (BsonSerializationException depth)
        {
            return new GoldenResult(golden, GoldenOutcome.NotSent, depth.Message);
        }
        finally
        {
            foreach (BsonDocument abort in open.Values) await client.RunAsync(abort, null, cancellationToken);
        }
    }

    private async Task<GoldenResult> ReplayAsync(
        GoldenCase golden, Dictionary<string, BsonDocument> sessions, Dictionary<string, BsonDocument> open, CancellationToken cancellationToken)
    {
        var markers = new GoldenMarkers();
        foreach (BsonDocument setup in golden.Setup)
        {
            BsonDocument reply = await SendAsync(markers.Replace(setup), Database, null, cancellationToken);
            if (IsError(reply)) return new GoldenResult(golden, GoldenOutcome.Refused, $"setup {Show(setup)}: {Show(reply)}");
        }

        var mask = new ReplyMask(Known(golden), TimeProvider.System.GetUtcNow());
        foreach (GoldenStep step in golden.Steps)
        {
            BsonDocument command = markers.Replace(step.Command);
            if (step.Session is not null) Join(command, step.Session, sessions, open);
            BsonDocument reply = await SendAsync(command, step.Database ?? Database, step.DocumentSequence, cancellationToken);
            markers.Seen(reply);
            BsonDocument masked = mask.Apply(reply, command, step.Reduced);
            if (ReplyComparer.AreEqual(masked, step.Reply)) continue;
            return new GoldenResult(golden, IsError(reply) ? GoldenOutcome.Refused : GoldenOutcome.Wrong,
                $"{Show(step.Command)}\n  wanted {Show(step.Reply)}\n  got    {Show(masked)}\n  {Message(reply)}");
        }

        return new GoldenResult(golden, GoldenOutcome.Identical, "");
    }

    private static void Join(
        BsonDocument command, string label, Dictionary<string, BsonDocument> sessions, Dictionary<string, BsonDocument> open)
    {
        if (!sessions.TryGetValue(label, out BsonDocument? id))
        {
            sessions.Add(label, id = new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)));
        }

        command["lsid"] = id;
        if (command.Contains("autocommit") && command.Contains("txnNumber") && command.GetElement(0).Name is not ("commitTransaction" or "abortTransaction"))
        {
            open[label] = new BsonDocument
            {
                { "abortTransaction", 1 }, { "lsid", id }, { "txnNumber", command["txnNumber"] }, { "autocommit", false }, { "$db", "admin" },
            };
        }
    }

    private async Task ClearAsync(bool dropDatabase, CancellationToken cancellationToken)
    {
        if (dropDatabase)
        {
            await SendAsync(new BsonDocument("dropDatabase", 1), Database, null, cancellationToken);
            return;
        }

        BsonDocument list = await SendAsync(new BsonDocument { { "listCollections", 1 }, { "nameOnly", true } }, Database, null, cancellationToken);
        foreach (BsonValue collection in list["cursor"]["firstBatch"].AsBsonArray)
        {
            await SendAsync(new BsonDocument("drop", collection["name"]), Database, null, cancellationToken);
        }
    }

    private Task<BsonDocument> SendAsync(BsonDocument command, string database, string? sequence, CancellationToken cancellationToken) =>
        client.RunAsync(new BsonDocument(command) { { "$db", database } }, sequence, cancellationToken);

    private static bool IsError(BsonDocument reply) => reply.GetValue("ok", 0).ToDouble() == 0 || reply.Contains("writeErrors");

    private static HashSet<ObjectId> Known(GoldenCase golden)
    {
        var known = new HashSet<ObjectId>();
        foreach (BsonDocument command in golden.Setup.Concat(golden.Steps.Select(step => step.Command))) Collect(command, known);
        return known;
    }

    private static void Collect(BsonValue value, HashSet<ObjectId> known)
    {
        if (value is BsonObjectId id) known.Add(id.Value);
        else if (value is BsonArray array)
        {
            foreach (BsonValue item in array) Collect(item, known);
        }
        else if (value is BsonDocument document)
        {
            foreach (BsonValue item in document.Values) Collect(item, known);
        }
    }

    private static string Message(BsonDocument reply) =>
        reply.TryGetValue("errmsg", out BsonValue message) ? message.ToString()!
        : reply.TryGetValue("writeErrors", out BsonValue errors) ? errors[0].AsBsonDocument.GetValue("errmsg", "").ToString()! : "";

    private static string Show(BsonDocument document)
    {
        string text = document.ToJson(Canonical);
        return text.Length > 1500 ? text[..1500] : text;
    }
}
