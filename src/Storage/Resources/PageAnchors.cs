namespace Scim.Storage.Resources;

/// <summary>
/// Where pages of index-paged lists begin. A page tells where the next one begins, so that a client that walks a list
/// by startIndex pays for each page what a cursor would cost, and neither misses nor repeats a resource because others
/// were deleted on the way. Anchors live in the process, for a while; without one the nearest before it is gone on from.
/// </summary>
internal sealed class PageAnchors(TimeProvider time)
{
    private const int MostLists = 256;
    private const int MostAnchors = 20_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Anchors> _lists = new(StringComparer.Ordinal);

    /// <summary>The last document before an index, or before the nearest index that is known; (1, null) where none is.</summary>
    public (int StartIndex, string? After) Before(string list, int startIndex)
    {
        lock (_lists)
        {
            if (startIndex <= 1 || !_lists.TryGetValue(list, out Anchors? anchors) || anchors.Expires < time.GetUtcNow()) return (1, null);
            int at = anchors.Indexes.BinarySearch(startIndex);
            if (at < 0) at = ~at - 1;
            return at < 0 ? (1, null) : (anchors.Indexes[at], anchors.Documents[at]);
        }
    }

    /// <summary>Remembers which document was the last before an index.</summary>
    public void Remember(string list, int startIndex, string after)
    {
        lock (_lists)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (!_lists.TryGetValue(list, out Anchors? anchors) || anchors.Expires < now)
            {
                MakeRoom(now);
                _lists[list] = anchors = new Anchors();
            }

            anchors.Expires = now + Life;
            int at = anchors.Indexes.BinarySearch(startIndex);
            if (at >= 0)
            {
                anchors.Documents[at] = after;
            }
            else
            {
                anchors.Indexes.Insert(~at, startIndex);
                anchors.Documents.Insert(~at, after);
                if (anchors.Indexes.Count > MostAnchors) anchors.Thin();
            }
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_lists.Count < MostLists) return;
        foreach (string expired in _lists.Where(item => item.Value.Expires < now).Select(item => item.Key).ToArray()) _lists.Remove(expired);
        if (_lists.Count >= MostLists) _lists.Remove(_lists.MinBy(item => item.Value.Expires).Key);
    }

    private sealed class Anchors
    {
        public List<int> Indexes { get; } = [];

        public List<string> Documents { get; } = [];

        public DateTimeOffset Expires { get; set; }

        /// <summary>Forgets every second one but keeps the last, so that the longest walk goes on from where it is.</summary>
        public void Thin()
        {
            int kept = 0;
            for (int i = (Indexes.Count - 1) % 2; i < Indexes.Count; i += 2, kept++)
            {
                Indexes[kept] = Indexes[i];
                Documents[kept] = Documents[i];
            }

            Indexes.RemoveRange(kept, Indexes.Count - kept);
            Documents.RemoveRange(kept, Documents.Count - kept);
        }
    }
}
