namespace Scim.Admin;

/// <summary>The console's style sheets and scripts.</summary>
internal static class StaticAssets
{
    /// <summary>The manifest of this assembly, whichever process hosts it.</summary>
    public static string Manifest => Path.Combine(AppContext.BaseDirectory, "Scim.Admin.staticwebassets.endpoints.json");
}
