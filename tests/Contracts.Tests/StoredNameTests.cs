using Google.Protobuf.Reflection;
using Scim.Protos.Groups.V1;
using Scim.Protos.Tokens.V1;
using Scim.Protos.Users.V1;

namespace Scim.Contracts.Tests;

/// <summary>
/// Documents are stored under the fields' names and indexed under their numbers: changing either is a migration of
/// data, not an edit. stored-names.txt holds "message.field = number:name:json name" of all that is stored.
/// </summary>
public sealed class StoredNameTests
{
    private static readonly MessageDescriptor[] Stored =
    [
        User.Descriptor, Group.Descriptor, Tenant.Descriptor, TenantSchema.Descriptor, Connection.Descriptor,
        Token.Descriptor, ActivityRecord.Descriptor, AuditRecord.Descriptor, SigningKey.Descriptor, SignOn.Descriptor,
    ];

    private static readonly string DataFile = Path.Combine(AppContext.BaseDirectory, "stored-names.txt");

    [Fact]
    public async Task StoredFields_AgainstTheFrozenNames_AreUnchanged()
    {
        Dictionary<string, string> frozen = await FrozenAsync(TestContext.Current.CancellationToken);
        Dictionary<string, string> current = Current();

        IEnumerable<string> broken = frozen
            .Where(name => current.GetValueOrDefault(name.Key) != name.Value)
            .Select(name => current.TryGetValue(name.Key, out string? now)
                ? $"{name.Key} was {name.Value} and is {now}: documents are stored so; write a migration, or take it back."
                : $"{name.Key} ({name.Value}) is gone: documents hold it; keep the field, or write a migration.");

        Assert.Empty(broken);
    }

    [Fact]
    public async Task StoredFields_ThatAreNew_AreFrozenToo()
    {
        Dictionary<string, string> frozen = await FrozenAsync(TestContext.Current.CancellationToken);

        IEnumerable<string> missing = Current()
            .Where(name => !frozen.ContainsKey(name.Key))
            .Select(name => $"{name.Key} = {name.Value}");

        Assert.True(!missing.Any(), "Add to tests/Contracts.Tests/stored-names.txt:\n" + string.Join('\n', missing));
    }

    private static Dictionary<string, string> Current() =>
        Contract.Closure(Stored)
            .SelectMany(message => message.Fields.InDeclarationOrder())
            .ToDictionary(
                field => field.FullName,
                field => $"{field.FieldNumber}:{field.Name}:{field.JsonName}",
                StringComparer.Ordinal);

    private static async Task<Dictionary<string, string>> FrozenAsync(CancellationToken cancellationToken) =>
        (await File.ReadAllLinesAsync(DataFile, cancellationToken))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
