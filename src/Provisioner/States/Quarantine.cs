namespace Scim.Provisioning.States;

/// <summary>The job is unhealthy: it runs ever more rarely, once a day at last, and is disabled after four weeks.</summary>
/// <param name="Reason">Why, by Entra's names.</param>
/// <param name="Message">What was seen last.</param>
/// <param name="Since">Since when.</param>
/// <param name="Runs">Cycles that ended in quarantine since then.</param>
/// <param name="NextRun">The next cycle is not run before.</param>
internal sealed record Quarantine(QuarantineReason Reason, string Message, DateTimeOffset Since, int Runs, DateTimeOffset NextRun)
{
    public static readonly TimeSpan DisabledAfter = TimeSpan.FromDays(28);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public bool IsDisabled(DateTimeOffset now) => now - Since > DisabledAfter;

    /// <summary>The quarantine after one more bad cycle; the interval doubles each time.</summary>
    public static Quarantine After(Quarantine? before, QuarantineReason reason, string message, TimeSpan interval, DateTimeOffset now)
    {
        int runs = (before?.Runs ?? 0) + 1;
        double factor = Math.Pow(2, Math.Min(runs, 20));
        TimeSpan wait = interval * factor < Longest ? interval * factor : Longest;
        return new Quarantine(reason, message, before?.Since ?? now, runs, now + wait);
    }
}
