namespace Scim.Provisioning.Endpoints;

/// <summary>How requests are sent.</summary>
public sealed record EndpointOptions
{
    /// <summary>The Tenant URL, with or without Entra's flag.</summary>
    public required string TenantUrl { get; init; }

    /// <summary>The bearer token.</summary>
    public required string Token { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The most requests a second; 0 is no limit, as for Entra's custom applications.</summary>
    public double Rate { get; init; }

    /// <summary>How often one request is sent at most, the first time included.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The mean of the first pause before a retry; each next one is twice as long.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that is made without the target asking for it.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest Retry-After that is waited for; a longer one ends the attempt.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);
}
