using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Wire;

/// <summary>
/// One command as it came in. Arrays of documents (documents, updates, deletes) stay raw, whether they came in the
/// body or as a document sequence; the memory is valid until the reply is written.
/// </summary>
internal sealed class CommandRequest
{
    private static readonly HashSet<string> RawArrays = new(StringComparer.Ordinal) { "documents", "updates", "deletes" };

    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> _sequences = new(StringComparer.Ordinal);

    public required int RequestId { get; init; }

    public required OpCode OpCode { get; init; }

    public required MessageFlags Flags { get; init; }

    /// <summary>Why the message could not be read, where that is answered with an error instead of a closed connection.</summary>
    public CommandException? Refused { get; init; }

    /// <summary>The body without the raw arrays.</summary>
    public BsonDocument Body { get; } = new(allowDuplicateNames: true);

    public string CommandName => Body.ElementCount > 0 ? Body.GetElement(0).Name : "";

    /// <summary>The raw documents under a name, or null where the command has none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Sequence(string name) => _sequences.GetValueOrDefault(name);

    public IEnumerable<string> SequenceNames => _sequences.Keys;

    public void AddSequence(string name, List<ReadOnlyMemory<byte>> documents)
    {
        if (!_sequences.TryAdd(name, documents)) throw new WireException("A document sequence came twice.");
    }

    public void ReadBody(ReadOnlyMemory<byte> bytes)
    {
        var elements = new BsonElements(bytes.Span);
        while (elements.MoveNext())
        {
            string name = System.Text.Encoding.UTF8.GetString(elements.Name);
            if (elements.Type == BsonType.Array && Body.ElementCount > 0 && RawArrays.Contains(name)
                && TryReadArray(bytes.Slice(elements.ValueStart, elements.ValueLength), out var documents))
            {
                AddSequence(name, documents);
            }
            else
            {
                Body.Add(name, elements.Value.ToBsonValue());
            }
        }
    }

    private static bool TryReadArray(ReadOnlyMemory<byte> array, out List<ReadOnlyMemory<byte>> documents)
    {
        documents = [];
        var elements = new BsonElements(array.Span);
        while (elements.MoveNext())
        {
            if (elements.Type != BsonType.Document) return false;
            documents.Add(array.Slice(elements.ValueStart, elements.ValueLength));
        }

        return true;
    }
}
