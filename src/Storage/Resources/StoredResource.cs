using Google.Protobuf;

namespace Scim.Storage.Resources;

/// <summary>A resource with what the store keeps beside it.</summary>
internal sealed class StoredResource<T>(T resource)
    where T : class, IMessage<T>, new()
{
    public T Resource { get; } = resource;

    public string DocumentId { get; set; } = "";

    public string TenantId { get; set; } = "";

    public long Version { get; set; }

    public DateTimeOffset Created { get; set; }

    public DateTimeOffset Modified { get; set; }

    public bool Live { get; set; }

    public string CreatedBy { get; set; } = "";

    /// <summary>The requests that the last changes came from, newest first.</summary>
    public List<string> Requests { get; } = [];

    public List<string> Keys { get; } = [];

    public string KeysVersion { get; set; } = "";

    public string? UniqueKey { get; set; }

    /// <summary>1, -1 or 0: see <see cref="Bson.DocumentFields.Uncounted"/>.</summary>
    public int Uncounted { get; set; }

    /// <summary>The stored body, for what today's schema does not know; only where a resource is read to be changed.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }
}
