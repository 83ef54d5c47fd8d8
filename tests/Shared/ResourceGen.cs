using CsCheck;
using Google.Protobuf;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;

namespace Scim.Tests.Shared;

/// <summary>Random users: every stored attribute of the table, sometimes.</summary>
internal static class ResourceGen
{
    public static readonly string[] Words =
    [
        "a", "A", "ab", "aB", "b", "kelvin", "\u212Aelvin", "s", "\u017F", "straße", "STRASSE", "e\u0301", "é", "É", "日本", "😀", "İ",
        "work", "home", "WORK", "x\0y", "a.b", "$x", "1", ";", "\u037E", "ab cd", "x\ny",
    ];

    public static Gen<User> User { get; } = Gen.Int.Select(seed => Fill(new Random(seed)));

    private static User Fill(Random random)
    {
        var user = new User();
        Fill(random, ScimResourceTypes.User.Attributes.Where(IsBody), user);
        user.UserName = Sample(random);
        return user;
    }

    private static bool IsBody(ScimAttribute attribute) =>
        attribute is { IsSchemas: false, Derived: false, Discarded: false } && attribute.Name is not ("id" or "externalId" or "meta");

    private static void Fill(Random random, IEnumerable<ScimAttribute> attributes, object owner)
    {
        foreach (ScimAttribute attribute in attributes)
        {
            if (attribute.Derived || random.Next(3) == 0) continue;
            if (attribute.MultiValued)
            {
                for (int i = random.Next(4); i > 0; i--) attribute.Accessor.Add(owner, Value(random, attribute));
            }
            else
            {
                attribute.Accessor.SetValue(owner, Value(random, attribute));
            }
        }
    }

    private static object Value(Random random, ScimAttribute attribute)
    {
        switch (attribute.Type)
        {
            case AttributeType.Complex:
                object complex = attribute.Accessor.CreateComplex();
                Fill(random, attribute.SubAttributes, complex);
                return complex;
            case AttributeType.Boolean:
                return random.Next(2) == 0;
            case AttributeType.Integer:
                return random.NextInt64(-5, 5);
            case AttributeType.Decimal:
                return random.Next(-4, 4) / 2.0;
            case AttributeType.DateTime:
                return DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(0, 4_000_000_000_000));
            case AttributeType.Binary:
                return ByteString.CopyFrom([(byte)random.Next(256), (byte)random.Next(256)]);
            default:
                return Sample(random);
        }
    }

    private static string Sample(Random random) => Words[random.Next(Words.Length)];
}
