using Scim.Provisioning.Endpoints;

namespace Scim.Provisioning.States;

/// <summary>
/// An object that failed. What only time can heal is tried in the next cycle. The others wait: 6, 12 and 24 hours after
/// the first failure, then daily, for 28 days; a change at the source tries at once.
/// </summary>
/// <param name="Digest">What was attempted; another digest is another attempt.</param>
/// <param name="Failures">How often it failed.</param>
/// <param name="First">When it failed first.</param>
/// <param name="Next">When it is tried again; null after 28 days.</param>
/// <param name="Code">Why.</param>
/// <param name="Message">What the target said.</param>
internal sealed record Escrow(
    string Digest, int Failures, DateTimeOffset First, DateTimeOffset? Next, FailureCode Code, string Message)
{
    private static readonly TimeSpan[] Steps = [TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Limit = TimeSpan.FromDays(28);

    /// <summary>The escrow after one more failure.</summary>
    public static Escrow After(Escrow? before, string digest, EndpointException failure, DateTimeOffset now)
    {
        if (before is not null && before.Digest != digest) before = null;
        DateTimeOffset first = before?.First ?? now;
        DateTimeOffset? next = failure.IsTransient ? now : NextAttempt(first, now);
        return new Escrow(digest, (before?.Failures ?? 0) + 1, first, next, failure.Code, failure.Message);
    }

    public bool IsDue(string digest, DateTimeOffset now) => digest != Digest || Next <= now;

    private static DateTimeOffset? NextAttempt(DateTimeOffset first, DateTimeOffset now)
    {
        foreach (TimeSpan step in Steps)
        {
            if (first + step > now) return first + step;
        }

        DateTimeOffset next = first + (Math.Floor((now - first) / Day) + 1) * Day;
        return next - first <= Limit ? next : null;
    }
}
