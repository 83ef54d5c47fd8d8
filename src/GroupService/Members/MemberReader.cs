namespace Scim.Groups.Members;

/// <summary>Reads a group's members one by one.</summary>
internal sealed class MemberReader(IAsyncEnumerable<IReadOnlyList<MemberEdge>> batches, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<IReadOnlyList<MemberEdge>> _batches = batches.GetAsyncEnumerator(cancellationToken);
    private IReadOnlyList<MemberEdge> _batch = [];
    private int _at = -1;

    /// <summary>The member.</summary>
    public MemberEdge Current => _batch[_at];

    /// <summary>Goes on to the next one; false behind the last.</summary>
    public async ValueTask<bool> MoveNextAsync()
    {
        if (++_at < _batch.Count) return true;
        if (!await _batches.MoveNextAsync()) return false;
        (_batch, _at) = (_batches.Current, 0);
        return true;
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();
}
