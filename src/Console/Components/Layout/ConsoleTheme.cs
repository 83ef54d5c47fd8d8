using MudBlazor;

namespace Scim.Admin.Components.Layout;

/// <summary>The console's colours and type, light and dark. Contrast is at least 4.5 : 1 for text.</summary>
internal static class ConsoleTheme
{
    private static readonly string[] Fonts = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3347b8", Secondary = "#0f6e6e", Info = "#1f5fa8", Success = "#1b7038", Warning = "#8a5300", Error = "#b3261e",
            Background = "#f5f6fa", Surface = "#ffffff", AppbarBackground = "#ffffff", AppbarText = "#1c2033",
            DrawerBackground = "#ffffff", DrawerText = "#3a4058", DrawerIcon = "#555c78", TextPrimary = "#1c2033", TextSecondary = "#555c75",
            ActionDefault = "#555c75", LinesDefault = "#e3e6ef", LinesInputs = "#8a91a8", TableLines = "#e9ebf3", Divider = "#e3e6ef",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#a9b6ff", PrimaryContrastText = "#131835", Secondary = "#7fd6d0", Info = "#93c5fd", Success = "#7ddc9a", Warning = "#f5c26b", Error = "#ffb4ab",
            SuccessContrastText = "#0c2a16", WarningContrastText = "#2e1d00", ErrorContrastText = "#4a0703", InfoContrastText = "#0b2240",
            Background = "#10131c", Surface = "#181c28", AppbarBackground = "#181c28", AppbarText = "#e8eaf4",
            DrawerBackground = "#181c28", DrawerText = "#c5cae0", DrawerIcon = "#a7adc6", TextPrimary = "#e8eaf4", TextSecondary = "#a9b0c8",
            ActionDefault = "#a9b0c8", LinesDefault = "#2a3042", LinesInputs = "#6b7390", TableLines = "#262c3d", Divider = "#2a3042",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".9rem" },
            Button = new ButtonTypography { TextTransform = "none", FontWeight = "600", FontFamily = Fonts },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "248px" },
    };
}
