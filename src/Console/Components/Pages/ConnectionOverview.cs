using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Scim.Protos.Tokens.V1;

namespace Scim.Admin.Components.Pages;

/// <summary>How one connection is doing, judged from its last two days.</summary>
internal sealed record ConnectionOverview(
    Connection Connection, Timestamp? LastRequest, ActivityCycle? Cycle, IReadOnlyList<ActivityDay> Days, DateOnly Today)
{
    private const double Failing = 0.1;
    private const double Quarantine = 0.9;
    private const int FewestForQuarantine = 10;

    private enum Judgement
    {
        Suspended,
        Held,
        Never,
        Quarantine,
        Failing,
        Healthy,
    }

    /// <summary>The state in a word or two.</summary>
    public string State => Judged switch
    {
        Judgement.Suspended => "Suspended",
        Judgement.Held => "On hold",
        Judgement.Never => "Never connected",
        Judgement.Quarantine => "In quarantine",
        Judgement.Failing => "Failing",
        _ => "Healthy",
    };

    /// <summary>The state in a sentence that says what to do.</summary>
    public string Explanation => Judged switch
    {
        Judgement.Suspended => "All its credentials are refused until it is resumed.",
        Judgement.Held => "The deletion guard stopped it. Look at the provisioning logs, then resume it under Connections.",
        Judgement.Never => "No request has come yet. Paste Tenant URL and Token into the identity provider and test the connection there.",
        Judgement.Quarantine => "Nearly all operations of the last two days failed. Identity providers stop trying after a while: see the provisioning logs.",
        Judgement.Failing => "A good part of the operations of the last two days failed. The provisioning logs say why.",
        _ => "Operations succeed.",
    };

    /// <summary>How to colour the state.</summary>
    public string Kind => Judged switch
    {
        Judgement.Healthy => "good",
        Judgement.Never => "",
        Judgement.Quarantine or Judgement.Suspended => "bad",
        _ => "warn",
    };

    /// <summary>How long the cycle took.</summary>
    public string Duration
    {
        get
        {
            if (Cycle is null) return "";
            TimeSpan span = Cycle.LastOperation.ToDateTime() - Cycle.Started.ToDateTime() + TimeSpan.FromMinutes(1);
            return span < TimeSpan.FromHours(1)
                ? string.Create(CultureInfo.CurrentCulture, $"{span.TotalMinutes:N0} min")
                : string.Create(CultureInfo.CurrentCulture, $"{span.TotalHours:N1} h");
        }
    }

    private Judgement Judged
    {
        get
        {
            if (Connection.State == ConnectionState.Suspended) return Judgement.Suspended;
            if (Connection.State == ConnectionState.Held) return Judgement.Held;
            if (LastRequest is null && Days.Count == 0) return Judgement.Never;

            string since = Today.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            ActivityDay[] recent = [.. Days.Where(day => string.CompareOrdinal(day.Date, since) >= 0)];
            long failures = recent.Sum(day => day.Failures), all = failures + recent.Sum(day => day.Successes);
            if (failures >= FewestForQuarantine && failures >= Quarantine * all) return Judgement.Quarantine;
            return failures > 0 && failures >= Failing * all ? Judgement.Failing : Judgement.Healthy;
        }
    }
}
