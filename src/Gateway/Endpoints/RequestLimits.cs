using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Endpoints;

/// <summary>How large requests may be: the section <c>Gateway:Limits</c>.</summary>
internal sealed record RequestLimits
{
    public const string Section = "Gateway:Limits";

    /// <summary>The most bytes of a request's body: 1 KiB to 32 MiB, 8 MiB by default. Above it the answer is 413.</summary>
    [Range(1 << 10, 32 << 20)]
    public int MaxBodyBytes { get; init; } = 8 << 20;

    /// <summary>The most characters of a filter: 100 to 1,000,000, 20,000 by default.</summary>
    [Range(100, 1_000_000)]
    public int MaxFilterLength { get; init; } = 20_000;
}

/// <summary>Checks <see cref="RequestLimits"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RequestLimitsValidator : IValidateOptions<RequestLimits>;
