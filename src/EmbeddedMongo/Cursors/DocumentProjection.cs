using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;

namespace Scim.EmbeddedMongo.Cursors;

/// <summary>A projection that includes or excludes fields by dotted path; operators and expressions are refused.</summary>
internal sealed class DocumentProjection
{
    private readonly Node _root = new();
    private readonly bool _includes;
    private readonly bool _id;

    private DocumentProjection(BsonDocument projection)
    {
        _includes = projection.Any(element => element.Name != "_id" && IsTrue(element));
        bool onlyId = projection.ElementCount == 1 && projection.Contains("_id");
        if (onlyId) _includes = IsTrue(projection.GetElement(0));
        _id = !projection.TryGetValue("_id", out _) || IsTrue(projection.GetElement("_id"));
        foreach (BsonElement element in projection.Where(element => element.Name != "_id"))
        {
            if (IsTrue(element) != _includes)
            {
                throw CommandException.Location(_includes ? 31254 : 31253, $"Cannot do {(_includes ? "exclusion" : "inclusion")} on field {element.Name} in {(_includes ? "inclusion" : "exclusion")} projection");
            }

            Add(element.Name);
        }
    }

    /// <summary>Null where there is nothing to project.</summary>
    public static DocumentProjection? Parse(BsonDocument? projection) =>
        projection is null || projection.ElementCount == 0 ? null : new DocumentProjection(projection);

    public byte[] Apply(ReadOnlySpan<byte> document)
    {
        BsonDocument tree = BsonMaterializer.Document(document);
        BsonDocument result = Apply(tree, _root);
        if (_includes)
        {
            if (_id && tree.TryGetValue("_id", out BsonValue id) && !result.Contains("_id")) result.InsertAt(0, new BsonElement("_id", id));
        }
        else if (!_id)
        {
            result.Remove("_id");
        }

        return result.ToBson();
    }

    private BsonDocument Apply(BsonDocument document, Node node)
    {
        var result = new BsonDocument(allowDuplicateNames: true);
        foreach (BsonElement element in document)
        {
            if (!node.Children.TryGetValue(element.Name, out Node? child))
            {
                if (!_includes) result.Add(element);
            }
            else if (child.Children.Count == 0)
            {
                if (_includes) result.Add(element);
            }
            else if (Descend(element.Value, child) is { } value)
            {
                result.Add(element.Name, value);
            }
        }

        return result;
    }

    private BsonValue? Descend(BsonValue value, Node node) => value switch
    {
        BsonDocument document => Apply(document, node),
        BsonArray array => new BsonArray(array.Select(item => Descend(item, node)).OfType<BsonValue>()),
        _ => _includes ? null : value,
    };

    private void Add(string path)
    {
        Node node = _root;
        foreach (string part in path.Split('.'))
        {
            if (part.Length == 0) throw CommandException.Location(40353, "FieldPath must not end with a '.'.");
            if (part.StartsWith('$')) throw CommandException.BadValue($"Projection of '{path}' is not supported");
            if (!node.Children.TryGetValue(part, out Node? child)) node.Children[part] = child = new Node();
            node = child;
        }
    }

    private static bool IsTrue(BsonElement element) => element.Value switch
    {
        BsonBoolean boolean => boolean.Value,
        { IsNumeric: true } number => number.ToDouble() != 0,
        _ => throw CommandException.BadValue($"Projection of '{element.Name}' by an expression is not supported"),
    };

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);
    }
}
