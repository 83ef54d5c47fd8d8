using System.Text.Json.Serialization;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Logs;

/// <summary>A line of the provisioning log. It names attributes, never their values.</summary>
internal sealed record LogEntry
{
    public required DateTimeOffset Time { get; init; }

    public required int Cycle { get; init; }

    /// <summary>The object's kind; null for a line about the cycle.</summary>
    public ObjectKind? Kind { get; init; }

    /// <summary>The object's id in the source.</summary>
    public string? SourceId { get; init; }

    /// <summary>The object's name in the source.</summary>
    public string? Name { get; init; }

    public string? TargetId { get; init; }

    public required ChangeAction Action { get; init; }

    public required LogStatus Status { get; init; }

    /// <summary>The target attributes that changed; for members the number of those added and removed.</summary>
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>The request's id, which the target got as <c>client-request-id</c>.</summary>
    public string? RequestId { get; init; }

    public double? DurationMs { get; init; }

    /// <summary>True where the success was found after an interruption instead of being answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Recovered { get; init; }

    /// <summary>Why it was skipped, or what deserves attention.</summary>
    public string? Reason { get; init; }

    public LogError? Error { get; init; }
}
