using System.Globalization;

namespace Scim.Provisioning.Directories;

/// <summary>
/// A directory as a folder of CSV files (RFC 4180) with header lines: <c>users.csv</c> (id, manager, softDeleted, and a
/// column for each attribute), <c>groups.csv</c> (id and attributes), <c>members.csv</c> (group, member) and
/// <c>assignments.csv</c> (id). An empty field is an unassigned attribute; <c>true</c> and <c>false</c> are booleans.
/// </summary>
internal static class CsvDirectory
{
    public static async Task<SourceDirectory> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var names = new NamePool();
        List<CsvRow> users = await RowsAsync(folder, "users.csv", ["id"], required: true, cancellationToken);
        List<CsvRow> groups = await RowsAsync(folder, "groups.csv", ["id"], required: false, cancellationToken);
        List<CsvRow> members = await RowsAsync(folder, "members.csv", ["group", "member"], required: false, cancellationToken);
        List<CsvRow> assignments = await RowsAsync(folder, "assignments.csv", ["id"], required: false, cancellationToken);
        ILookup<string, string> byGroup = members.ToLookup(row => row.Required("group"), row => row.Required("member"), StringComparer.Ordinal);
        return new SourceDirectory(
            users.Select(row => User(row, names)).ToList(),
            groups.Select(row => Group(row, names, byGroup)).ToList(),
            assignments.Select(row => row.Required("id")));
    }

    private static async Task<List<CsvRow>> RowsAsync(
        string folder, string name, string[] columns, bool required, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return required ? throw ProvisioningException.InvalidInput($"There is no '{path}'.") : [];
        }

        return CsvText.Read(await File.ReadAllTextAsync(path, cancellationToken), path, columns);
    }

    private static SourceUser User(CsvRow row, NamePool names)
    {
        string id = row.Required("id");
        return new SourceUser(id, Attributes(row, id, names, "id", "manager", "softDeleted"), row["manager"], Time(row));
    }

    private static SourceGroup Group(CsvRow row, NamePool names, ILookup<string, string> members)
    {
        string id = row.Required("id");
        return new SourceGroup(id, Attributes(row, id, names, "id"), members[id].Distinct(StringComparer.Ordinal).ToArray());
    }

    private static AttributeBag Attributes(CsvRow row, string id, NamePool names, params string[] except) =>
        new(row.Fields
            .Where(field => !except.Contains(field.Key, StringComparer.Ordinal))
            .Select(field => KeyValuePair.Create(names.Get(field.Key), Value(field.Value)))
            .Append(KeyValuePair.Create("objectId", (object?)id)));

    private static object? Value(string text) => text switch
    {
        "" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => text,
    };

    private static DateTimeOffset? Time(CsvRow row)
    {
        if (row["softDeleted"] is not { } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw row.Invalid("softDeleted is not a date and time");
    }
}
