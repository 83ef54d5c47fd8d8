using System.Net.Http.Headers;

namespace Scim.Provisioning.Endpoints;

/// <summary>How long to wait before a request is sent again.</summary>
internal static class RetryPause
{
    /// <summary>
    /// Exponential, with half of it left to chance, so that the requests that failed together do not come back together.
    /// </summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <param name="options">First and longest pause.</param>
    public static TimeSpan Backoff(int attempt, double chance, EndpointOptions options)
    {
        double doubled = options.Backoff.TotalMilliseconds * Math.Pow(2, attempt - 1);
        double bounded = Math.Min(doubled, options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(bounded * (0.5 + chance));
    }

    /// <summary>What a Retry-After header asks for, as seconds or as a date; null without one.</summary>
    public static TimeSpan? Asked(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        TimeSpan? wait = header?.Delta ?? header?.Date - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
