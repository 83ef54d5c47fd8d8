namespace Scim.Provisioning.Endpoints;

/// <summary>
/// Lets requests through at the configured rate, and none while the target has asked for a pause: a 429 for one object
/// is a 429 for all of them.
/// </summary>
internal sealed class RequestGate(double rate, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>Waits for this request's turn.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset slot = Slot();
        while (true)
        {
            DateTimeOffset until = Later(slot, _pausedUntil);
            TimeSpan wait = until - clock.GetUtcNow();
            if (wait <= TimeSpan.Zero) return;

            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <summary>Stops every request until a moment; an earlier end than the present one changes nothing.</summary>
    public void PauseUntil(DateTimeOffset moment)
    {
        lock (_lock) _pausedUntil = Later(_pausedUntil, moment);
    }

    private DateTimeOffset Slot()
    {
        if (rate <= 0) return DateTimeOffset.MinValue;
        lock (_lock)
        {
            DateTimeOffset slot = Later(_next, clock.GetUtcNow());
            _next = slot + TimeSpan.FromSeconds(1 / rate);
            return slot;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
