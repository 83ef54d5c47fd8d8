using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace Scim.Admin;

/// <summary>
/// The languages of the pages. A reader's own choice (a cookie) comes before what the browser asks for, and English is
/// what others get. The processes run without the platform's cultures, so a language tells here how it writes numbers and days.
/// </summary>
internal static class Languages
{
    /// <summary>The cookie with the reader's choice, which the pages' script writes: <c>c=de|uic=de</c>.</summary>
    public const string Cookie = "scim-language";

    private const int MostWanted = 10;

    private static readonly string[] GermanMonths = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.", ""];

    /// <summary>The languages by their codes (BCP 47), each with the name that its readers know. English is the first.</summary>
    public static IReadOnlyList<(CultureInfo Culture, string Name)> All { get; } = [(new CultureInfo("en"), "English"), (German(), "Deutsch")];

    /// <summary>Chooses a language for each request, and so for each page that is live.</summary>
    public static IApplicationBuilder UseLanguages(this IApplicationBuilder app)
    {
        CultureInfo[] cultures = [.. All.Select(language => language.Culture)];
        return app.UseRequestLocalization(new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture(cultures[0]),
            SupportedCultures = cultures,
            SupportedUICultures = cultures,
            ApplyCurrentCultureToResponseHeaders = true,
            RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = Cookie }, new CustomRequestCultureProvider(BrowsersChoice)],
        });
    }

    // The first language that the reader wants and the pages have, whatever the country: de-AT is German before en is English.
    private static Task<ProviderCultureResult?> BrowsersChoice(HttpContext http)
    {
        IEnumerable<string> wanted = http.Request.GetTypedHeaders().AcceptLanguage
            .Where(language => language.Quality is not 0 && language.Value.HasValue)
            .OrderByDescending(language => language.Quality ?? 1)
            .Take(MostWanted)
            .Select(language => language.Value.Value!.Split('-')[0]);
        string? chosen = wanted.FirstOrDefault(code => All.Any(language => language.Culture.Name.Equals(code, StringComparison.OrdinalIgnoreCase)));
        return Task.FromResult(chosen is null ? null : new ProviderCultureResult(chosen));
    }

    private static CultureInfo German()
    {
        var culture = new CultureInfo("de");
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.DateTimeFormat.AbbreviatedMonthNames = GermanMonths;
        culture.DateTimeFormat.AbbreviatedMonthGenitiveNames = GermanMonths;
        return culture;
    }
}
