using System.Text;

namespace Scim.Provisioning.Directories;

/// <summary>Reads CSV text, RFC 4180: quoted fields may hold commas, doubled quotes and line breaks.</summary>
internal static class CsvText
{
    public static List<CsvRow> Read(string text, string path, params string[] requiredColumns)
    {
        var rows = new List<CsvRow>();
        List<string>? header = null;
        int position = text.StartsWith('\uFEFF') ? 1 : 0;
        int line = 1;
        while (position < text.Length)
        {
            int start = line;
            List<string> cells = Record(text, path, ref position, ref line);
            if (cells is [""]) continue;

            if (header is not null)
            {
                var row = new CsvRow(path, start, header, cells);
                rows.Add(cells.Count <= header.Count ? row : throw row.Invalid($"{cells.Count} fields under {header.Count} columns"));
                continue;
            }

            header = [.. cells.Select(cell => cell.Trim())];
        }

        foreach (string column in requiredColumns)
        {
            if (header?.Contains(column, StringComparer.OrdinalIgnoreCase) != true)
                throw ProvisioningException.InvalidInput($"'{path}' has no column '{column}'.");
        }

        return rows;
    }

    // Reads up to and including the line's end.
    private static List<string> Record(string text, string path, ref int position, ref int line)
    {
        var cells = new List<string>();
        while (true)
        {
            cells.Add(position < text.Length && text[position] == '"'
                ? Quoted(text, path, ref position, ref line)
                : Plain(text, ref position));
            if (position < text.Length && text[position] == ',')
            {
                position++;
                continue;
            }

            if (position < text.Length && text[position] == '\r') position++;
            if (position < text.Length && text[position] == '\n') position++;
            line++;
            return cells;
        }
    }

    private static string Plain(string text, ref int position)
    {
        int end = text.AsSpan(position).IndexOfAny(',', '\r', '\n');
        int length = end < 0 ? text.Length - position : end;
        string cell = text.Substring(position, length);
        position += length;
        return cell;
    }

    private static string Quoted(string text, string path, ref int position, ref int line)
    {
        int start = line;
        var cell = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            char c = text[position];
            if (c == '"')
            {
                if (position + 1 >= text.Length || text[position + 1] != '"')
                {
                    position++;
                    return position == text.Length || text[position] is ',' or '\r' or '\n'
                        ? cell.ToString()
                        : throw ProvisioningException.InvalidInput($"'{path}', line {line}: text follows a closing quote.");
                }

                position++;
            }
            else if (c == '\n')
            {
                line++;
            }

            cell.Append(c);
        }

        throw ProvisioningException.InvalidInput($"'{path}', line {start}: a quote is not closed.");
    }
}
