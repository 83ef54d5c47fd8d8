using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Scim.Groups.Members;

/// <summary>Reads the edges of one group straight from the reply: a group of a million makes a million of them.</summary>
internal sealed class EdgeSerializer(string groupId) : SerializerBase<MemberEdge>
{
    private static readonly BsonDocument Fields = new() { { "_id", 0 }, { "memberId", 1 }, { "type", 1 }, { "display", 1 } };

    /// <summary>The fields that it needs.</summary>
    public ProjectionDefinition<BsonDocument, MemberEdge> Projection => new BsonDocumentProjectionDefinition<BsonDocument, MemberEdge>(Fields, this);

    public override MemberEdge Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        IBsonReader reader = context.Reader;
        string member = "", type = MemberEdge.User, display = "";
        reader.ReadStartDocument();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            switch (reader.ReadName())
            {
                case "memberId":
                    member = reader.ReadString();
                    break;
                case "type":
                    type = reader.ReadString() == MemberEdge.Group ? MemberEdge.Group : MemberEdge.User;
                    break;
                case "display":
                    display = reader.ReadString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        reader.ReadEndDocument();
        return new MemberEdge(groupId, member, type, display);
    }
}
