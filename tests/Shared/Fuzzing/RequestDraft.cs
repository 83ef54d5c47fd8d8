using System.Text;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>A well-formed request in its parts, before anything is changed in it.</summary>
internal sealed class RequestDraft
{
    public required string Method { get; set; }

    /// <summary>The path as text, not encoded.</summary>
    public required byte[] Path { get; set; }

    /// <summary>Names and values, not encoded.</summary>
    public List<(string Name, byte[] Value)> Query { get; } = [];

    public List<(string Name, byte[] Value)> Headers { get; } = [];

    public byte[]? Body { get; set; }

    /// <summary>Whether the body goes in chunks.</summary>
    public bool Chunked { get; init; }

    public static RequestDraft Of(string method, string path, string? body = null, bool chunked = false) =>
        new() { Method = method, Path = Encoding.UTF8.GetBytes(path), Body = body is null ? null : Encoding.UTF8.GetBytes(body), Chunked = chunked };

    public RequestDraft With(string name, string value)
    {
        Query.Add((name, Encoding.UTF8.GetBytes(value)));
        return this;
    }

    public RequestDraft Header(string name, string value)
    {
        Headers.Add((name, Encoding.UTF8.GetBytes(value)));
        return this;
    }
}
