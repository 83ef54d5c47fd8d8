using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Scim.Protocol.Json;
using Scim.Protos.Common.V1;
using Scim.Storage.Resources;

namespace Scim.Storage.Json;

/// <summary>Reads documents as SCIM JSON, one after the other.</summary>
internal sealed class JsonDocumentSerializer<T>(DocumentJsonWriter<T> json) : RawDocumentSerializer<JsonResource>, IDisposable
    where T : class, IMessage<T>, new()
{
    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private Utf8JsonWriter? _writer;

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    protected override JsonResource Read(ReadOnlyMemory<byte> document)
    {
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer, ScimJsonWriter.WriterOptions);
        _writer.Reset();
        json.Write(_writer, document.Span);
        _writer.Flush();
        return new JsonResource { Id = Encoding.UTF8.GetString(DocumentParts.Of(document.Span).ResourceId), Json = ByteString.CopyFrom(_buffer.WrittenSpan) };
    }
}
