using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Scim.Gateway.Bench;

/// <summary>One walk over all users, and what was wrong with it.</summary>
internal sealed class Walk(ScimOperations scim, ChangingDirectory directory, int count, bool byCursor)
{
    private readonly byte[] _seen = new byte[directory.Seeded];
    private readonly List<double> _pages = [];
    private readonly int _changesBefore = directory.Changes;
    private readonly bool[] _goneBefore = [.. Enumerable.Range(0, directory.Seeded).Select(directory.IsGone)];
    private int _last;
    private int _outOfOrder;
    private int _wrongTotals;

    public async Task RunAsync()
    {
        string cursor = "";
        for (int start = 1; ; start += count)
        {
            string place = byCursor ? $"cursor={cursor}" : string.Create(CultureInfo.InvariantCulture, $"startIndex={start}");
            (int Created, int Deleted) before = directory.Known;
            long begin = Stopwatch.GetTimestamp();
            using JsonDocument page = await scim.ReadAsync(string.Create(CultureInfo.InvariantCulture, $"/Users?{place}&count={count}"));
            _pages.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            CheckTotal(page.RootElement, before, directory.Known);
            JsonElement resources = page.RootElement.GetProperty("Resources");
            foreach (JsonElement user in resources.EnumerateArray()) See(user.GetProperty("id").GetString()!);
            if (byCursor && !page.RootElement.TryGetProperty("nextCursor", out JsonElement next)) return;
            else if (byCursor) cursor = page.RootElement.GetProperty("nextCursor").GetString()!;
            else if (resources.GetArrayLength() == 0) return;
        }
    }

    /// <summary>The cells of the table.</summary>
    public string Result(out bool right)
    {
        int missing = 0, twice = 0;
        for (int number = 1; number < _seen.Length; number++)
        {
            if (_seen[number] > 1) twice++;
            if (_seen[number] == 0 && !directory.IsGone(number)) missing++;
            if (_seen[number] > 0 && _goneBefore[number]) _outOfOrder++;
        }

        right = missing + twice + _outOfOrder + _wrongTotals == 0;
        int tenth = _pages.Count / 10;
        double all = _pages.Sum();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{all:N1} | {directory.Seeded / all:N0} | {_pages.Take(tenth).Sum():N1} | {_pages.TakeLast(tenth).Sum():N1} | {directory.Changes - _changesBefore:N0} | {missing} | {twice} | {_outOfOrder} | {_wrongTotals}");
    }

    // One change at a time may be under way, of which the service knows and the client does not yet.
    private void CheckTotal(JsonElement page, (int Created, int Deleted) before, (int Created, int Deleted) after)
    {
        if (!page.TryGetProperty("totalResults", out JsonElement total)) return;
        int least = directory.Seeded + before.Created - after.Deleted - 1, most = directory.Seeded + after.Created - before.Deleted + 1;
        if (directory.Known == before && directory.Changes == _changesBefore) (least, most) = (least + 1, most - 1);
        if (total.GetInt32() < least || total.GetInt32() > most) _wrongTotals++;
    }

    private void See(string id)
    {
        if (!id.StartsWith(Seed.Id(0)[..24], StringComparison.Ordinal)) return; // made meanwhile, or the first of all
        int number = int.Parse(id.AsSpan(24), CultureInfo.InvariantCulture);
        if (number <= _last) _outOfOrder++;
        _last = number;
        _seen[number]++;
    }
}
