using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Bulk;

/// <summary>How much one bulk request may hold: the section <c>Gateway:Bulk</c>. /ServiceProviderConfig says it.</summary>
internal sealed record BulkLimits
{
    public const string Section = "Gateway:Bulk";

    /// <summary>The most operations: 1 to 10,000, 1,000 by default. Above it the answer is 413.</summary>
    [Range(1, 10_000)]
    public int MaxOperations { get; init; } = 1_000;

    /// <summary>The most bytes of the body: 1 KiB to 32 MiB, 1 MiB by default. Above it the answer is 413.</summary>
    [Range(1 << 10, 32 << 20)]
    public int MaxPayloadSize { get; init; } = 1 << 20;

    /// <summary>How many operations of one bulk run at the same time: 8 by default.</summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = 8;
}

/// <summary>Checks <see cref="BulkLimits"/> at start.</summary>
[OptionsValidator]
internal sealed partial class BulkLimitsValidator : IValidateOptions<BulkLimits>;
