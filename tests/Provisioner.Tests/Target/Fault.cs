namespace Scim.Provisioning.Tests.Target;

/// <summary>What the target does instead of answering as it should.</summary>
internal sealed record Fault
{
    /// <summary>Answers so, without doing anything.</summary>
    public int? Status { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>The body of that answer, and its type.</summary>
    public string? Body { get; init; }

    /// <summary>Breaks the connection, before the request is carried out or after.</summary>
    public bool Drops { get; init; }

    /// <summary>Does not answer until the client gives up; before the request is carried out or after.</summary>
    public bool Hangs { get; init; }

    /// <summary>The request is carried out all the same.</summary>
    public bool IsAfter { get; init; }

    public static Fault Answer(int status, string? retryAfter = null) => new() { Status = status, RetryAfter = retryAfter };

    public static Fault Garbage() => new() { Status = 200, Body = "<html>It works!</html>" };
}
