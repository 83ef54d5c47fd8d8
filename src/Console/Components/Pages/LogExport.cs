using System.Buffers;
using System.Globalization;
using System.Text;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>Records of provisioning as CSV (RFC 4180), at most 100,000 of them.</summary>
internal static class LogExport
{
    public const int PageSize = 1_000;

    private const int MaxRecords = 100_000;

    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n");

    /// <summary>Writes page after page to a file that is gone when it is closed.</summary>
    public static async Task<Stream> WriteAsync(Func<string, Task<(List<ActivityRecord> Records, string Next)>> page)
    {
        var file = new FileStream(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 65_536, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            await writer.WriteAsync("time,action,resourceType,resourceId,resourceName,outcome,httpStatus,scimType,detail,changed,requestId,actor\r\n");
            string token = "";
            int written = 0;
            do
            {
                (List<ActivityRecord> records, token) = await page(token);
                foreach (ActivityRecord record in records) await writer.WriteAsync(Line(record));
                written += records.Count;
            }
            while (token.Length > 0 && written < MaxRecords);
        }

        file.Position = 0;
        return file;
    }

    private static string Line(ActivityRecord record) => string.Join(
        ',',
        new[]
        {
            record.At.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), LogWords.Of(record.Action), record.ResourceType,
            record.ResourceId, record.ResourceName, LogWords.Of(record.Outcome), record.HttpStatus == 0 ? "" : record.HttpStatus.ToString(CultureInfo.InvariantCulture),
            record.ScimType, record.Detail, string.Join(' ', record.ChangedPaths), record.RequestId, record.Actor,
        }.Select(Cell)) + "\r\n";

    /// <summary>A cell that no spreadsheet takes for a formula.</summary>
    internal static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t', ..]) value = "'" + value;
        return value.AsSpan().ContainsAny(Special) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
