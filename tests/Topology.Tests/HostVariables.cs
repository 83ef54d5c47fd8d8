namespace Scim.Topology.Tests;

/// <summary>
/// The environment variables that the AppHost sets for each host. AppHostTests compares this table with AppHost.cs, and
/// the processes of the tests get these variables and no others.
/// </summary>
internal static class HostVariables
{
    private const string Key = "dG9wb2xvZ3ktdGVzdHMtdG9wb2xvZ3ktdGVzdHMtMDAx";

    public static string CallerKey => Key;

    public static Dictionary<string, string> Service(string mongo, string database) => new()
    {
        ["Caller__Keys__local"] = Key,
        ["Mongo__ConnectionString"] = mongo,
        ["Mongo__Database"] = database,
        ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
        ["Kestrel__Endpoints__Health__Url"] = "http://127.0.0.1:0",
        ["Kestrel__Endpoints__Health__Protocols"] = "Http1",
    };

    public static Dictionary<string, string> TokenService(string mongo) => Service(mongo, "scim_tokens");

    public static Dictionary<string, string> UserService(string mongo, string tokens) =>
        new(Service(mongo, "scim_users")) { ["Services__Tokens"] = tokens };

    public static Dictionary<string, string> GroupService(string mongo, string users, string tokens) =>
        new(Service(mongo, "scim_groups")) { ["Services__Users"] = users, ["Services__Tokens"] = tokens };

    public static Dictionary<string, string> Console(string tokens, string users, string groups) => new()
    {
        ["Caller__Keys__local"] = Key,
        ["Kestrel__Endpoints__Http__Url"] = "http://127.0.0.1:0",
        ["Services__Tokens"] = tokens,
        ["Services__Users"] = users,
        ["Services__Groups"] = groups,
    };

    public static Dictionary<string, string> Gateway(string tokens, string users, string groups, string console) => new()
    {
        ["Caller__Keys__local"] = Key,
        ["Kestrel__Endpoints__Http__Url"] = "http://127.0.0.1:0",
        ["ReverseProxy__Clusters__tokens__Destinations__d0__Address"] = tokens,
        ["ReverseProxy__Clusters__users__Destinations__d0__Address"] = users,
        ["ReverseProxy__Clusters__groups__Destinations__d0__Address"] = groups,
        ["ReverseProxy__Clusters__console__Destinations__d0__Address"] = console,
    };
}
