using System.Text;
using Scim.Protocol.Schema;
using Scim.Protos.Users.V1;

namespace Scim.Protocol.Tests.Schema;

public sealed class ScimResourceTypeTests
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Theory]
    [InlineData("", "userName", "userName", "user_name", "3")]
    [InlineData("", "USERNAME", "userName", "user_name", "3")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:user", "externalid", "externalId", "external_id", "2")]
    [InlineData(Enterprise, "employeenumber", Enterprise + ":employeeNumber", "enterprise.employee_number", "24.1")]
    [InlineData("", Enterprise, Enterprise, "enterprise", "24")]
    public void Find_NameInAnyCase_IsTheAttribute(string urn, string name, string path, string storage, string number)
    {
        ScimAttribute attribute = ScimResourceTypes.User.Find(urn, name)!;

        Assert.Equal(path, attribute.Path);
        Assert.Equal(storage, attribute.StoragePath);
        Assert.Equal(number, attribute.NumberPath);
    }

    [Theory]
    [InlineData("", "userNam")]
    [InlineData("", "")]
    [InlineData("", "üserName")]
    [InlineData("urn:x", "userName")]
    [InlineData(Enterprise, "userName")]
    public void Find_UnknownName_IsNull(string urn, string name)
    {
        Assert.Null(ScimResourceTypes.User.Find(urn, name));
        Assert.Null(ScimResourceTypes.User.FindExtension(urn)?.Attribute.SubAttributes.Find(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void Find_EveryAttributeByUtf8Name_IsItself()
    {
        foreach (ScimAttribute attribute in ScimResourceTypes.User.Attributes.Concat(ScimResourceTypes.Group.Attributes))
        {
            foreach (ScimAttribute sub in attribute.SubAttributes)
            {
                Assert.Same(sub, attribute.SubAttributes.Find(Encoding.UTF8.GetBytes(sub.Name.ToUpperInvariant())));
                Assert.Same(sub, attribute.SubAttributes.Find(sub.Name));
            }
        }
    }

    [Fact]
    public void Accessors_OfEverySimpleAttribute_SetGetAndClear()
    {
        var user = new User();
        foreach (ScimAttribute attribute in ScimResourceTypes.User.Attributes.Where(attribute => attribute.Type == AttributeType.String && !attribute.MultiValued))
        {
            Assert.False(attribute.Accessor.IsAssigned(user));
            attribute.Accessor.SetString(user, attribute.Name);
            Assert.Equal(attribute.Name, attribute.Accessor.GetValue(user));
            attribute.Accessor.Clear(user);
            Assert.Null(attribute.Accessor.GetValue(user));
        }
    }

    [Fact]
    public void Accessors_OfComplexMultiValued_AddSetAndRemove()
    {
        var user = new User();
        ScimAttribute emails = ScimResourceTypes.User.Find("", "emails")!;
        object email = emails.Accessor.CreateComplex();
        emails.Value!.Accessor.SetString(email, "a@b.c");
        emails.Primary!.Accessor.SetBoolean(email, true);

        emails.Accessor.Add(user, email);
        emails.Accessor.Add(user, emails.Accessor.CreateComplex());
        emails.Accessor.RemoveAt(user, 1);

        Assert.Equal(1, emails.Accessor.GetCount(user));
        Assert.Equal("a@b.c", Assert.Single(user.Emails).Value);
        Assert.True(user.Emails[0].Primary);
    }

    [Fact]
    public void Schemas_OfAUser_FollowTheExtensionsInUse()
    {
        ScimAttribute schemas = ScimResourceTypes.User.Schemas;
        var plain = new User();
        var enterprise = new User { Enterprise = new EnterpriseUser { Department = "R" } };

        Assert.Equal(1, schemas.Accessor.GetCount(plain));
        Assert.Equal(2, schemas.Accessor.GetCount(enterprise));
        Assert.Equal(Enterprise, schemas.Accessor.GetItem(enterprise, 1));
    }

    [Fact]
    public void ResourceType_InMeta_IsConstant()
    {
        ScimAttribute type = ScimResourceTypes.Group.Meta.SubAttributes.Find("resourceType")!;

        Assert.Equal("Group", type.Accessor.GetString(new Protos.Common.V1.Meta()));
    }
}
