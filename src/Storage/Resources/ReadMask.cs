using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MongoDB.Bson;
using Scim.Protocol.Schema;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>
/// What of a resource is read: the fields of a mask by the names they are stored under, or everything. Names that the
/// type does not have are passed over.
/// </summary>
internal sealed class ReadMask<T>
    where T : class, IMessage<T>, new()
{
    private readonly SortedSet<string> _fields = new(StringComparer.Ordinal) { DocumentFields.TenantId };

    private ReadMask(ResourceLayout<T> layout, IEnumerable<string> paths)
    {
        foreach (string path in paths) Add(layout, path);
        Projection = [];
        foreach (string field in _fields)
        {
            if (!IsBelowAnother(field)) Projection.Add(field, 1);
        }
    }

    private ReadMask()
    {
        WithMeta = true;
        WithProvenance = true;
    }

    /// <summary>Everything.</summary>
    public static ReadMask<T> All { get; } = new();

    /// <summary>The projection; null for everything.</summary>
    public BsonDocument? Projection { get; }

    public bool WithMeta { get; private set; }

    public bool WithProvenance { get; private set; }

    /// <summary>The mask of a request.</summary>
    public static ReadMask<T> Of(ResourceLayout<T> layout, FieldMask? mask) =>
        mask is null || mask.Paths.Count == 0 ? All : layout.Mask(string.Join(',', mask.Paths), mask.Paths, (paths) => new ReadMask<T>(layout, paths));

    /// <summary>This mask and some attributes more, for a filter or an order.</summary>
    public ReadMask<T> With(ResourceLayout<T> layout, IEnumerable<ScimAttribute> attributes)
    {
        if (Projection is null) return this;
        var wider = new ReadMask<T>(layout, attributes.Select(attribute => attribute.StoragePath));
        wider._fields.UnionWith(_fields);
        wider.WithMeta |= WithMeta;
        wider.WithProvenance |= WithProvenance;
        wider.Projection!.Clear();
        foreach (string field in wider._fields)
        {
            if (!wider.IsBelowAnother(field)) wider.Projection.Add(field, 1);
        }

        return wider;
    }

    private void Add(ResourceLayout<T> layout, string path)
    {
        switch (path.Split('.')[0])
        {
            case "meta":
                WithMeta = true;
                _fields.UnionWith([DocumentFields.Version, DocumentFields.Created, DocumentFields.Modified]);
                break;
            case "external_id":
                _fields.Add(DocumentFields.ExternalIds);
                break;
            case "external_ids":
                WithProvenance = true;
                _fields.Add(DocumentFields.ExternalIds);
                break;
            case "last_change":
                WithProvenance = true;
                _fields.Add(DocumentFields.LastChange);
                break;
            case "extensions":
                _fields.UnionWith(layout.Body.Extensions);
                break;
            default:
                if (layout.FindStored(path) is { } attribute) _fields.Add(attribute.Path);
                break;
        }
    }

    private bool IsBelowAnother(string field)
    {
        for (int dot = field.LastIndexOf('.'); dot > 0; dot = field.LastIndexOf('.', dot - 1))
        {
            if (_fields.Contains(field[..dot])) return true;
        }

        return false;
    }
}
