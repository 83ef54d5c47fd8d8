using CsCheck;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;
using Scim.Storage.Bson;
using Scim.Tests.Shared;

namespace Scim.Storage.Tests.Bson;

public sealed class BodyDiffTests
{
    private static readonly BsonAttributeTable Table = BsonAttributeTable.Of(ScimResourceTypes.User);

    [Fact]
    public void Compare_AnyTwoUsers_LeadsFromOneToTheOther() =>
        Gen.Select(ResourceGen.User, ResourceGen.User).Sample(
            (before, after) => BodyTests.Read(Apply(BodyTests.Write(before), before, after)).Equals(BodyTests.Cleaned(after)),
            iter: 2_000);

    [Fact]
    public void Compare_SameUser_IsEmpty() =>
        ResourceGen.User.Sample(user => Diff(BodyTests.Write(user), user, user.Clone()).IsEmpty, iter: 200);

    [Fact]
    public void Compare_ChangedLeaf_WritesThatPathOnly()
    {
        User before = Parse("""{ "user_name": "a", "title": "T", "name": { "given_name": "G", "family_name": "F" } }""", out byte[] stored);
        User after = before.Clone();
        after.Name.GivenName = "H";
        after.ClearTitle();

        ResourceChanges changes = Diff(stored, before, after);

        Assert.Equal(BsonDocument.Parse("""{ "$set": { "body.name.given_name": "H" }, "$unset": { "body.title": 1 } }"""), Document(changes));
        Assert.Equal(["name.givenName", "title"], changes.Paths);
    }

    [Theory]
    [InlineData("changed in its place", """[ { "value": "x", "future": 1 }, { "value": "2", "future": 2 } ]""")]
    [InlineData("first removed", """[ { "value": "2", "future": 2 } ]""")]
    [InlineData("swapped", """[ { "value": "2", "future": 2 }, { "value": "1", "future": 1 } ]""")]
    [InlineData("added", """[ { "value": "1", "future": 1 }, { "value": "2", "future": 2 }, { "value": "x" } ]""")]
    [InlineData("added before", """[ { "value": "x" }, { "value": "1", "future": 1 }, { "value": "2", "future": 2 } ]""")]
    public void Compare_ElementsWithUnknownFields_KeepsThem(string change, string expected)
    {
        User before = Parse("""{ "emails": [ { "value": "1", "future": 1 }, { "value": "2", "future": 2 } ] }""", out byte[] stored);
        User after = before.Clone();
        switch (change)
        {
            case "changed in its place":
                after.Emails[0].Value = "x";
                break;
            case "first removed":
                after.Emails.RemoveAt(0);
                break;
            case "swapped":
                (after.Emails[0], after.Emails[1]) = (after.Emails[1], after.Emails[0]);
                break;
            case "added":
                after.Emails.Add(new Email { Value = "x" });
                break;
            default:
                after.Emails.Insert(0, new Email { Value = "x" });
                break;
        }

        BsonDocument updated = BsonSerializer.Deserialize<BsonDocument>(Apply(stored, before, after));

        Assert.Equal(BsonDocument.Parse($$"""{ "emails": {{expected}} }"""), updated);
    }

    [Fact]
    public void Compare_UnknownFieldInComplex_StaysWhenKnownOnesComeAndGo()
    {
        User before = Parse("""{ "name": { "future": 1 } }""", out byte[] stored);
        var after = new User { Name = new Name { GivenName = "G" } };

        byte[] set = Apply(stored, before, after);
        byte[] cleared = Apply(set, after, new User());

        Assert.Equal(BsonDocument.Parse("""{ "name": { "future": 1, "given_name": "G" } }"""), BsonSerializer.Deserialize<BsonDocument>(set));
        Assert.Equal(BsonDocument.Parse("""{ "name": { "future": 1 } }"""), BsonSerializer.Deserialize<BsonDocument>(cleared));
    }

    private static User Parse(string json, out byte[] stored)
    {
        stored = BsonDocument.Parse(json).ToBson();
        return BodyTests.Read(stored);
    }

    private static ResourceChanges Diff(byte[] stored, User before, User after)
    {
        var changes = new ResourceChanges();
        new BodyDiff(changes, stored).Compare(Table, before, after);
        return changes;
    }

    private static BsonDocument Document(ResourceChanges changes) => BsonSerializer.Deserialize<BsonDocument>(changes.ToUpdate().ToBson());

    private static byte[] Apply(byte[] stored, User before, User after)
    {
        BsonDocument update = Document(Diff(stored, before, after));
        var document = new BsonDocument(DocumentFields.Body, BsonSerializer.Deserialize<BsonDocument>(stored));
        foreach (BsonElement element in update.GetValue("$set", new BsonDocument()).AsBsonDocument)
        {
            UpdatePath.Set(document, element.Name, element.Value);
        }

        foreach (BsonElement element in update.GetValue("$unset", new BsonDocument()).AsBsonDocument)
        {
            UpdatePath.Set(document, element.Name, null);
        }

        return document[DocumentFields.Body].ToBson();
    }
}
