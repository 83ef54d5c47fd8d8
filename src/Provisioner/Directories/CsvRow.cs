namespace Scim.Provisioning.Directories;

/// <summary>One line of a CSV file, by the names of its header.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Line">The line that the row begins on, from 1.</param>
/// <param name="Header">The names of the columns.</param>
/// <param name="Cells">The fields; may be fewer than the header's.</param>
internal sealed record CsvRow(string Path, int Line, IReadOnlyList<string> Header, IReadOnlyList<string> Cells)
{
    public IEnumerable<KeyValuePair<string, string>> Fields =>
        Header.Take(Cells.Count).Select((name, index) => KeyValuePair.Create(name, Cells[index]));

    /// <summary>The field, or null where it is empty or there is no such column.</summary>
    public string? this[string column]
    {
        get
        {
            for (int i = 0; i < Header.Count && i < Cells.Count; i++)
            {
                if (string.Equals(Header[i], column, StringComparison.OrdinalIgnoreCase)) return Cells[i].Length > 0 ? Cells[i] : null;
            }

            return null;
        }
    }

    public string Required(string column) => this[column] ?? throw Invalid($"{column} is empty");

    public ProvisioningException Invalid(string problem) =>
        ProvisioningException.InvalidInput($"'{Path}', line {Line}: {problem}.");
}
