using MongoDB.Bson;

namespace Scim.Groups.Members;

/// <summary>
/// One step of a job: members to add, members to remove, or a range of ids in which nobody stays but those of a list.
/// </summary>
/// <param name="Added">Who is a member afterwards; an edge of those that are to be new.</param>
/// <param name="Removed">Who is none afterwards.</param>
internal sealed record MembershipPart(IReadOnlyList<MemberEdge> Added, IReadOnlyList<string> Removed)
{
    /// <summary>Where the part is in its job.</summary>
    public string Id { get; init; } = "";

    /// <summary>The range's beginning, an <c>_id</c> that is not in it; null where the part has no range.</summary>
    public string? After { get; init; }

    /// <summary>The last <c>_id</c> of the range.</summary>
    public string UpTo { get; init; } = "";

    /// <summary>Who stays in the range.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Reads a part as it is stored.</summary>
    public static MembershipPart Read(string groupId, BsonDocument part)
    {
        MemberEdge[] added =
        [
            .. part["add"].AsBsonArray.Select(edge => new MemberEdge(groupId, edge["m"].AsString, edge["t"].AsString, edge["d"].AsString)),
        ];
        return new MembershipPart(added, Strings(part["remove"]))
        {
            Id = part["_id"].AsString,
            After = part.GetValue("after", BsonNull.Value) is BsonString after ? after.Value : null,
            UpTo = part.GetValue("upTo", "").AsString,
            Kept = Strings(part["keep"]),
        };
    }

    /// <summary>The part as it is stored.</summary>
    public BsonDocument ToDocument(string id, string job, DateTime at)
    {
        var part = new BsonDocument
        {
            { "_id", id },
            { "job", job },
            { "at", at },
            { "add", new BsonArray(Added.Select(edge => new BsonDocument { { "m", edge.MemberId }, { "t", edge.Type }, { "d", edge.Display } })) },
            { "remove", new BsonArray(Removed) },
            { "keep", new BsonArray(Kept) },
        };
        if (After is not null) part.AddRange(new BsonDocument { { "after", After }, { "upTo", UpTo } });
        return part;
    }

    private static string[] Strings(BsonValue array) => [.. array.AsBsonArray.Select(item => item.AsString)];
}
