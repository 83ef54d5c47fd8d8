namespace Scim.Gateway.Endpoints;

/// <summary>The section <c>Gateway</c>.</summary>
internal sealed record PublicUrlOptions
{
    public const string Section = "Gateway";

    /// <summary>The absolute URL that clients reach the gateway by; without it the request's own host is used.</summary>
    public Uri? PublicUrl { get; init; }
}
