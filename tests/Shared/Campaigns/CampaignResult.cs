namespace Scim.Tests.Shared.Campaigns;

/// <summary>What a campaign of kills did to the clients.</summary>
/// <param name="Kind">What was killed.</param>
/// <param name="Rounds">How often.</param>
/// <param name="Requests">Requests that clients sent.</param>
/// <param name="Refused">Those that were answered 503.</param>
/// <param name="Broken">Those whose connection broke before an answer.</param>
/// <param name="Wrong">Those that were answered in any other way that is no success: there must be none.</param>
/// <param name="Recoveries">From each kill until every client had been served with a request that it began after it.</param>
/// <param name="Longest">The longest that an answered request took.</param>
/// <param name="Acknowledged">Writes that were acknowledged.</param>
/// <param name="Lost">Those of them that were not found afterwards.</param>
public sealed record CampaignResult(
    string Kind, int Rounds, long Requests, long Refused, long Broken, IReadOnlyCollection<string> Wrong, IReadOnlyList<TimeSpan> Recoveries, TimeSpan Longest, int Acknowledged, IReadOnlyCollection<string> Lost)
{
    /// <summary>The recovery that a share of all took at most.</summary>
    public TimeSpan Recovery(double share) => Recoveries.Order().ElementAt((int)((Recoveries.Count - 1) * share));
}
