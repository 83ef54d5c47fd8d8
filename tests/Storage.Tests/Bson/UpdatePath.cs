using MongoDB.Bson;

namespace Scim.Storage.Tests.Bson;

/// <summary>What $set and $unset do with a dotted path, for comparison.</summary>
internal static class UpdatePath
{
    public static void Set(BsonDocument document, string path, BsonValue? value)
    {
        string[] names = path.Split('.');
        BsonValue place = document;
        foreach (string name in names[..^1])
        {
            if (place is BsonArray array)
            {
                place = array[int.Parse(name)];
                continue;
            }

            BsonDocument parent = place.AsBsonDocument;
            if (!parent.Contains(name)) parent[name] = new BsonDocument();
            place = parent[name];
        }

        if (place is BsonArray list && value is not null)
        {
            int index = int.Parse(names[^1]);
            if (index == list.Count) list.Add(value);
            else list[index] = value;
        }
        else if (value is not null)
        {
            place.AsBsonDocument[names[^1]] = value;
        }
        else
        {
            place.AsBsonDocument.Remove(names[^1]);
        }
    }
}
