using Google.Protobuf;
using Scim.Storage.Bson;

namespace Scim.Storage.Resources;

/// <summary>Reads documents as resources.</summary>
internal sealed class DocumentSerializer<T>(DocumentReader<T> reader, bool toChange = false) : RawDocumentSerializer<StoredResource<T>>
    where T : class, IMessage<T>, new()
{
    protected override StoredResource<T> Read(ReadOnlyMemory<byte> document) => toChange ? reader.ReadToChange(document) : reader.Read(document.Span);
}
