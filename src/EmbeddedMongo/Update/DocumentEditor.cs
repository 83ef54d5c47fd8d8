using System.Globalization;
using MongoDB.Bson;
using Scim.EmbeddedMongo.Bson;
using Scim.EmbeddedMongo.Query;

namespace Scim.EmbeddedMongo.Update;

/// <summary>Changes a document in place along dotted paths and keeps the description that change streams report.</summary>
internal sealed class DocumentEditor(BsonDocument document)
{
    private const int MostPadding = 1_500_000;

    public BsonDocument Document => document;

    public BsonDocument UpdatedFields { get; } = [];

    public BsonArray RemovedFields { get; } = [];

    public bool Changed => UpdatedFields.ElementCount > 0 || RemovedFields.Count > 0;

    /// <summary>The value at a path; null where it is missing, or cannot be there and <paramref name="strict"/> is off.</summary>
    public BsonValue? Find(FieldPath path, bool strict)
    {
        BsonValue value = document;
        foreach (string part in path.Parts)
        {
            if (!strict && !CanHold(value, part)) return null;
            if (Child(value, part) is not { } child) return null;
            value = child;
        }

        return value;
    }

    /// <summary>Sets a value; documents are made for what is missing on the way.</summary>
    public void Set(FieldPath path, BsonValue value)
    {
        BsonValue container = document;
        for (int i = 0; i < path.Length; i++)
        {
            BsonValue? child = i == path.Length - 1 ? null : Child(container, path.Parts[i]);
            if (child is not null)
            {
                container = child;
                continue;
            }

            BsonValue created = value;
            for (int j = path.Length - 1; j > i; j--) created = new BsonDocument(NewName(path.Parts[j]), created);
            Attach(container, path.Parts[i], created);
            UpdatedFields[string.Join('.', path.Parts.Take(i + 1))] = created;
            return;
        }
    }

    /// <summary>Sets an array whose new elements are its last: they are reported one by one.</summary>
    public void Append(FieldPath path, BsonArray array, int added)
    {
        BsonValue container = document;
        for (int i = 0; i < path.Length - 1; i++) container = Child(container, path.Parts[i])!;
        Attach(container, path.Parts[^1], array);
        for (int i = array.Count - added; i < array.Count; i++)
        {
            UpdatedFields[string.Create(CultureInfo.InvariantCulture, $"{path.Text}.{i}")] = array[i];
        }
    }

    /// <summary>Removes a field; an array's element becomes null instead.</summary>
    public void Remove(FieldPath path)
    {
        BsonValue? container = path.Length == 1 ? document : Find(new FieldPath(string.Join('.', path.Parts.SkipLast(1))), false);
        if (container is null || !CanHold(container, path.Parts[^1]) || Child(container, path.Parts[^1]) is null) return;

        if (container is BsonArray array)
        {
            array[int.Parse(path.Parts[^1], CultureInfo.InvariantCulture)] = BsonNull.Value;
            UpdatedFields[path.Text] = BsonNull.Value;
        }
        else
        {
            container.AsBsonDocument.Remove(path.Parts[^1]);
            RemovedFields.Add(path.Text);
        }
    }

    private static bool CanHold(BsonValue container, string part) =>
        container is BsonDocument || (container is BsonArray && FieldPath.IsIndex(part));

    private static BsonValue? Child(BsonValue container, string part)
    {
        if (!CanHold(container, part))
        {
            throw CommandException.PathNotViable($"Cannot create field '{part}' in element {{{container.BsonType}}}");
        }

        if (container is BsonDocument inside) return inside.GetValue(part, null);

        var array = (BsonArray)container;
        int index = int.Parse(part, CultureInfo.InvariantCulture);
        return index < array.Count ? array[index] : null;
    }

    private static void Attach(BsonValue container, string part, BsonValue value)
    {
        if (!CanHold(container, part)) Child(container, part);
        if (container is BsonDocument inside)
        {
            inside[NewName(part)] = value;
            return;
        }

        var array = (BsonArray)container;
        int index = int.Parse(part, CultureInfo.InvariantCulture);
        if (index - array.Count > MostPadding)
        {
            throw new CommandException(34, "CannotBackfillArray", $"can't backfill more than {MostPadding} elements");
        }

        while (array.Count <= index) array.Add(BsonNull.Value);
        array[index] = value;
    }

    private static string NewName(string part) =>
        part.StartsWith('$') && part is not ("$id" or "$ref" or "$db")
            ? throw CommandException.DollarPrefixedFieldName($"The dollar ($) prefixed field '{part}' is not valid for storage.")
            : part;
}
