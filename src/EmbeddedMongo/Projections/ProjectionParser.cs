using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Projections;

/// <summary>Reads a projection: fields to keep or to drop, $slice and $elemMatch; computed fields are refused.</summary>
internal sealed class ProjectionParser
{
    private readonly ProjectionNode _root = new();
    private bool? _inclusion;
    private bool? _id;
    private bool _slices;
    private bool _elements;
    private bool _topLevel = true;
    private bool _ofStage;

    private ProjectionParser()
    {
    }

    /// <summary>Null where the whole document is asked for.</summary>
    public static Projection? Parse(BsonDocument? document)
    {
        if (document is null || document.ElementCount == 0) return null;

        var parser = new ProjectionParser();
        foreach (BsonElement element in document) parser.Field(element.Name, element.Value);
        return parser.Build();
    }

    /// <summary>The projection of a $project stage, where $slice and $elemMatch are no projections.</summary>
    public static Projection? ParseStage(BsonDocument document)
    {
        if (document.ElementCount == 0) return null;

        var parser = new ProjectionParser { _ofStage = true };
        foreach (BsonElement element in document) parser.Field(element.Name, element.Value);
        return parser.Build();
    }

    private Projection Build()
    {
        bool inclusion = _inclusion ?? (_slices ? _id == true : _elements || _id == true);
        if (_id is { } id) _root.Add("_id", new ProjectionNode { Keep = id });
        else if (inclusion && _root.Find("_id"u8) is null) _root.Add("_id", new ProjectionNode { Keep = true });
        return new Projection(_root, inclusion) { IsSimple = _topLevel && !_slices && !_elements };
    }

    private void Field(string name, BsonValue value)
    {
        FieldPath path = Path(name);
        if (value is BsonDocument document && !(document.ElementCount > 0 && document.GetElement(0).Name.StartsWith('$')))
        {
            if (document.ElementCount == 0) throw CommandException.Location(51270, "An empty sub-projection is not a valid value");
            foreach (BsonElement element in document) Field($"{name}.{element.Name}", element.Value);
            return;
        }

        if (name == "_id" && IsFlag(value))
        {
            _id = value.ToBoolean();
            return;
        }

        _topLevel &= !path.IsDotted;
        Add(path, Leaf(path, value));
    }

    private ProjectionNode Leaf(FieldPath path, BsonValue value)
    {
        if (IsFlag(value)) return Flag(path, value.ToBoolean());
        return value is BsonDocument { ElementCount: 1 } operation
            ? Operator(path, operation.GetElement(0))
            : throw Computed(path);
    }

    private ProjectionNode Flag(FieldPath path, bool keep)
    {
        if (_inclusion is { } inclusion && inclusion != keep)
        {
            throw inclusion
                ? CommandException.Location(31254, $"Cannot do exclusion on field {path} in inclusion projection")
                : CommandException.Location(31253, $"Cannot do inclusion on field {path} in exclusion projection");
        }

        _inclusion = keep;
        return new ProjectionNode { Keep = keep };
    }

    private ProjectionNode Operator(FieldPath path, BsonElement operation)
    {
        switch (operation.Name)
        {
            case not null when _ofStage:
                throw Computed(path);
            case "$slice":
                _slices = true;
                return new ProjectionNode { Slice = ArraySlice.Parse(operation.Value) };
            case "$elemMatch":
                if (operation.Value is not BsonDocument) throw CommandException.Location(31274, "elemMatch: Invalid argument, object required");
                if (path.IsDotted) throw CommandException.Location(31275, "Cannot use $elemMatch projection on a nested field.");
                _elements = true;
                var node = (PathNode)QueryParser.Operators(path, new BsonDocument("$elemMatch", operation.Value));
                return new ProjectionNode { ElemMatch = (ElemMatchPredicate)node.Predicate };
            default:
                throw Computed(path);
        }
    }

    private void Add(FieldPath path, ProjectionNode leaf)
    {
        ProjectionNode node = _root;
        for (int i = 0; i < path.Length - 1; i++)
        {
            ProjectionNode? child = node.Find(path[i]);
            if (child is null) node.Add(path.Parts[i], child = new ProjectionNode());
            else if (child.IsLeaf) throw CommandException.Location(31249, $"Path collision at {path} remaining portion {path.Parts[^1]}");
            node = child;
        }

        if (node.Find(path[path.Length - 1]) is not null) throw CommandException.Location(31250, $"Path collision at {path}");
        node.Add(path.Parts[^1], leaf);
    }

    private static bool IsFlag(BsonValue value) => value.IsBoolean || value.IsNumeric;

    private static CommandException Computed(FieldPath path) =>
        CommandException.Location(31325, $"The projection of '{path}' is an expression, which is not supported");

    private static FieldPath Path(string name)
    {
        if (name.EndsWith('.')) throw CommandException.Location(40353, "FieldPath must not end with a '.'.");

        var path = new FieldPath(name);
        if (path.Parts[^1] == "$" && path.IsDotted) throw CommandException.Location(51246, "A positional projection is not supported");
        foreach (string part in path.Parts)
        {
            if (part.Length == 0) throw CommandException.Location(15998, "FieldPath field names may not be empty strings.");
            if (part.StartsWith('$')) throw CommandException.Location(16410, $"FieldPath field names may not start with '$': {name}");
        }

        return path;
    }
}
