using Google.Protobuf;
using Scim.Protocol.Errors;

namespace Scim.Storage.Changes;

/// <summary>
/// A place in a feed, as followers keep it: the database's own place in the stream of changes and, while a snapshot is
/// being told, the document that was told last. A follower that breaks off in a snapshot goes on in it.
/// </summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Stream">The database's place; texts of one stream sort by time.</param>
/// <param name="Scanned">Where the snapshot is, null where it is complete.</param>
internal sealed record FeedPlace(string Feed, string Stream, SnapshotPlace? Scanned)
{
    private const string Format = "1";

    /// <summary>Reads what a follower gives back.</summary>
    /// <exception cref="ScimException">400: it is none of this feed's.</exception>
    public static FeedPlace Parse(string feed, ByteString token)
    {
        string[] parts = token.ToStringUtf8().Split('\n');
        bool whole = parts is [Format, _, { Length: > 0 }, _, _] && parts[1] == feed && parts[2].All(char.IsAsciiHexDigit);
        if (!whole) throw ScimException.InvalidValue("The resume token is none of this feed's.");
        return new FeedPlace(feed, parts[2], parts[3].Length == 0 ? null : new SnapshotPlace(parts[3], parts[4]));
    }

    /// <summary>The place as a token.</summary>
    public ByteString ToToken() =>
        ByteString.CopyFromUtf8(string.Join('\n', Format, Feed, Stream, Scanned?.Collection ?? "", Scanned?.After ?? ""));
}
