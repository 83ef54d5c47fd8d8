namespace Scim.Gateway.Native;

/// <summary>One call under way of the product's own services.</summary>
internal sealed class NativeCall : IDisposable
{
    // The longest that a timer can be set to.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock _lock = new();
    private readonly NativeCalls _calls;
    private readonly ITimer? _end;
    private HttpContext? _context;

    /// <param name="calls">Where the call is listed.</param>
    /// <param name="context">The request.</param>
    /// <param name="expires">When the credential ends; null for never.</param>
    /// <param name="time">The clock.</param>
    public NativeCall(NativeCalls calls, HttpContext context, DateTimeOffset? expires, TimeProvider time)
    {
        (_calls, _context) = (calls, context);
        if (expires is { } end && end - time.GetUtcNow() is var left && left < Longest)
        {
            _end = time.CreateTimer(_ => Abort(), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Resets the call's stream, unless it has ended: contexts are used again for other requests.</summary>
    public void Abort()
    {
        lock (_lock) _context?.Abort();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _context = null;
        _end?.Dispose();
        _calls.Remove(this);
    }
}
