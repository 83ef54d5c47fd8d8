using System.ComponentModel.DataAnnotations;

namespace Scim.Storage.Resources;

/// <summary>The bounds of a resource store.</summary>
public sealed record StorageOptions
{
    /// <summary>How many resources a page has where the client does not say.</summary>
    [Range(1, 10_000)]
    public int DefaultPageSize { get; init; } = 100;

    /// <summary>The most resources of a page.</summary>
    [Range(1, 10_000)]
    public int MaxPageSize { get; init; } = 1_000;

    /// <summary>How many candidates a filter or an order may make the store read before it is 400 tooMany.</summary>
    [Range(1, 10_000_000)]
    public int ScanLimit { get; init; } = 100_000;

    /// <summary>How long the database may look for candidates before it is 400 tooMany.</summary>
    public TimeSpan ScanTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a tombstone is kept for followers of the feed.</summary>
    public TimeSpan TombstoneLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>For how long writers of other processes may go on without knowing a new choice of lookup attributes.</summary>
    public TimeSpan KeyPlanLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long after a new choice of lookup attributes the keys of older resources are made: no write that began by
    /// the choice before may come later, so it is longer than <see cref="KeyPlanLife"/> and a call's time together.
    /// </summary>
    public TimeSpan KeyPlanSettling { get; init; } = TimeSpan.FromSeconds(45);
}
