namespace Scim.Gateway.Endpoints;

/// <summary>
/// Takes paths as clients build them from a pasted Tenant URL: double slashes and one at the end are as if they were not
/// there. Runs before routing.
/// </summary>
internal static class PathTolerance
{
    public static void UsePathTolerance(this WebApplication app) => app.Use((http, next) =>
    {
        string path = http.Request.Path.Value ?? "";
        if (path.Contains("//", StringComparison.Ordinal) || (path.Length > 1 && path[^1] == '/')) http.Request.Path = Normalize(path);
        return next(http);
    });

    private static PathString Normalize(string path) =>
        "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
